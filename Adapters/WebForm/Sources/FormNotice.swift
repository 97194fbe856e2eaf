/// What stands above the form when a whole submission, rather than one answer, was not taken.
///
/// Nothing typed is lost by any of them.
enum FormNotice: Sendable, Hashable {
    /// The form came back sooner than anybody types.
    case tooFast(seconds: Int)
    /// The form stood open for longer than its token lasts.
    case expired
    /// The form's token is missing or none of ours.
    case unproven
    /// Too many submissions from one network or in one name.
    case tooMany(minutes: Int)
    /// The form was sent before with other answers.
    case alreadySent
    /// The desk takes no more at this moment.
    case busy(seconds: Int)
    /// The desk cannot store anything at this moment.
    case unavailable
    /// All of it together is larger than the desk takes.
    case tooLarge(maximumBytes: Int)
    /// It was sent by a page of a site that may not.
    case otherSite
    /// It is no submission.
    case unreadable(UnreadableSubmission)
    /// The `Idempotency-Key` field holds no key.
    case unusableKey

    /// The HTTP status that says the same.
    var status: Int {
        switch self {
        case .tooFast, .tooMany: 429
        case .expired, .unproven, .otherSite: 403
        case .alreadySent: 422
        case .busy, .unavailable: 503
        case .tooLarge: 413
        case .unreadable(.unknownType): 415
        case .unreadable, .unusableKey: 400
        }
    }

    /// The seconds after which to try again, where that helps.
    var retryAfter: Int? {
        switch self {
        case .tooFast(let seconds), .busy(let seconds): seconds
        case .tooMany(let minutes): minutes * 60
        case .unavailable: 30
        default: nil
        }
    }

    /// A stable word for programs.
    var code: String {
        switch self {
        case .tooFast: "too-soon"
        case .expired: "token-expired"
        case .unproven: "token-required"
        case .tooMany: "too-many-submissions"
        case .alreadySent: "key-used"
        case .busy: "busy"
        case .unavailable: "unavailable"
        case .tooLarge: "too-large"
        case .otherSite: "origin-refused"
        case .unreadable: "unreadable"
        case .unusableKey: "key-unusable"
        }
    }

    /// What it says to the author of a program.
    var detail: String {
        switch self {
        case .tooFast: "The form was sent sooner after its token was issued than the form allows; send it again."
        case .expired: "The token is older than a day; send the submission again with the token given here."
        case .unproven: "Send the submission again with the token given here as \"_token\"."
        case .tooMany: "Too many submissions came from this network address or in this name."
        case .alreadySent: "The key was used for a submission with other answers; use a new key for a new submission."
        case .busy: "The desk takes no more submissions at this moment."
        case .unavailable: "The desk cannot store submissions at this moment."
        case .tooLarge(let bytes): "The submission is larger than \(bytes) bytes in all."
        case .otherSite: "The origin of the page that sent this is not among the form's allowed origins."
        case .unreadable(.unknownType):
            "Send application/x-www-form-urlencoded, multipart/form-data or application/json."
        case .unreadable(.malformed(let what)), .unreadable(.excessive(let what)): what
        case .unusableKey: "Idempotency-Key is 1 to 128 visible ASCII characters."
        }
    }
}
