/// What a submission holds before anything in it is believed, whichever way it was encoded.
struct SubmittedForm: Sendable, Hashable {
    /// The values of each name in the order they came; most names have one.
    var values: [String: [String]] = [:]
    /// The files in the order they came.
    var files: [SubmittedFile] = []
    /// Whether octets that are no UTF-8 were replaced.
    var isRepaired = false

    /// The only or first value of a name.
    func first(_ name: String) -> String? { values[name]?.first }

    /// The names of what travels beside the answers; no field can have them, since a field's name begins with a letter.
    enum Reserved {
        static let token = "_token"
        static let proof = "_proof"
        static let all: Set<String> = [token, proof]
    }

    /// How many values and files a submission may have before it is no longer read.
    static let maximumParts = 300
    /// How long one text may be before the rest of it is cut off, in bytes; every field's own limit is below.
    static let maximumTextBytes = 256 * 1024

    /// Adds a text, cut at the bound, with what is no UTF-8 replaced.
    mutating func append(text octets: some Collection<UInt8>, named name: String) {
        let bounded = octets.prefix(Self.maximumTextBytes)
        if let text = String(validating: bounded, as: UTF8.self) {
            values[name, default: []].append(text)
        } else {
            isRepaired = true
            values[name, default: []].append(String(decoding: bounded, as: UTF8.self))
        }
    }
}

/// A file as it was sent.
struct SubmittedFile: Sendable, Hashable {
    var field: String
    /// The name as the sender has it; anything may stand in it.
    var name: String
    var octets: [UInt8]
}

/// Why a submission cannot be read at all.
enum UnreadableSubmission: Error, Sendable, Hashable {
    /// It is none of the three encodings.
    case unknownType
    /// It is broken; the words are for whoever writes the program that sent it.
    case malformed(String)
    /// It has more parts, or deeper ones, than any form.
    case excessive(String)
}

/// How a submission is encoded, by its `Content-Type`.
enum SubmissionEncoding: Sendable, Hashable {
    case urlEncoded
    case multipart(boundary: String)
    case json

    init(contentType: String?) throws(UnreadableSubmission) {
        let value = contentType ?? ""
        let type = value.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        switch type {
        case "application/x-www-form-urlencoded": self = .urlEncoded
        case "application/json": self = .json
        case "multipart/form-data":
            guard let boundary = Self.boundary(in: value) else { throw .malformed("multipart without a boundary") }
            self = .multipart(boundary: boundary)
        default: throw .unknownType
        }
    }

    /// Reads a body of this encoding.
    func read(_ body: [UInt8]) throws(UnreadableSubmission) -> SubmittedForm {
        switch self {
        case .urlEncoded: try URLEncodedReader.read(body)
        case .multipart(let boundary): try MultipartReader.read(body, boundary: boundary)
        case .json: try JSONSubmissionReader.read(body)
        }
    }

    private static func boundary(in contentType: String) -> String? {
        for parameter in contentType.prefix(500).split(separator: ";").dropFirst() {
            let trimmed = parameter.drop { $0 == " " || $0 == "\t" }
            guard trimmed.lowercased().hasPrefix("boundary=") else { continue }
            var value = trimmed.dropFirst("boundary=".count)
            if value.first == "\"" { value = value.dropFirst().prefix { $0 != "\"" } }
            while value.last == " " { value = value.dropLast() }
            let isUsable = value.utf8.allSatisfy { (32...126).contains($0) } && (1...70).contains(value.utf8.count)
            return isUsable ? String(value) : nil
        }
        return nil
    }
}
