/// What is wrong with one answer.
enum FieldProblem: Sendable, Hashable {
    case missing
    case unticked
    case tooLong(maximum: Int)
    case noEmailAddress
    case noPhoneNumber
    case noChoice
    case noDate
    case repeated
    case unknownField
    case tooManyFiles(maximum: Int)
    case fileTooLarge(name: String, maximumBytes: Int)
    case filesTooLarge(maximumBytes: Int)
    case fileTypeRefused(name: String)
    case fileNameMisleads(name: String)
    case fileEmpty(name: String)

    /// A stable word for programs.
    var code: String {
        switch self {
        case .missing: "missing"
        case .unticked: "unticked"
        case .tooLong: "too-long"
        case .noEmailAddress: "no-email-address"
        case .noPhoneNumber: "no-phone-number"
        case .noChoice: "no-choice"
        case .noDate: "no-date"
        case .repeated: "repeated"
        case .unknownField: "unknown-field"
        case .tooManyFiles: "too-many-files"
        case .fileTooLarge: "file-too-large"
        case .filesTooLarge: "files-too-large"
        case .fileTypeRefused: "file-type-refused"
        case .fileNameMisleads: "file-name-misleads"
        case .fileEmpty: "file-empty"
        }
    }
}

/// A problem and the field it belongs to.
struct FieldError: Sendable, Hashable {
    var field: String
    var problem: FieldProblem
}
