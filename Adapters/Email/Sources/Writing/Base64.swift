import Foundation

/// Base64 as mail wants it.
enum Base64 {
    /// One run without line ends.
    static func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// Lines of 76 characters with CRLF at the end of each.
    static func lines(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        let options: Data.Base64EncodingOptions = [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ]
        return Array(Data(bytes).base64EncodedData(options: options)) + [0x0D, 0x0A]
    }

    /// The bytes behind a text; nil when it is no Base64.
    static func bytes(_ text: String) -> [UInt8]? { Data(base64Encoded: text).map { Array($0) } }
}
