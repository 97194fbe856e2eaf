import AddressNormalization
public import Foundation

/// Reads a telephone number: `phone`.
public struct PhoneOperation: ProbeOperation {
    /// A number as written.
    public struct Request: Decodable {
        let input: String
        let region: String?
    }

    /// The number as understood.
    public struct Answer: Encodable {
        let e164: String?
        let valid: Bool
        let region: String?
        let `extension`: String?

        private enum CodingKeys: String, CodingKey {
            case e164, valid, region
            case `extension` = "extension"
        }

        /// Writes absent values as null, for the interface names all four.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(e164, forKey: .e164)
            try container.encode(valid, forKey: .valid)
            try container.encode(region, forKey: .region)
            try container.encode(`extension`, forKey: .extension)
        }
    }

    /// The value of `op`.
    public static let name = "phone"

    /// Creates the operation.
    public init() {}

    /// Reads the number; what is no number is an answer, not an error.
    public func answer(_ request: Request, root: URL) -> Answer {
        let number = PhoneNumberNormalization.parse(request.input, region: request.region)
        return Answer(
            e164: number?.e164,
            valid: number?.isValid ?? false,
            region: number?.region,
            extension: number?.extension
        )
    }
}
