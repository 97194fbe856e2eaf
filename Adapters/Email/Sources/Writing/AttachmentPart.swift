import ChannelKit

/// Writes a file as a part of a mail.
enum AttachmentPart {
    /// The longest file name that is written, in bytes of UTF-8; what is beyond is cut, its ending kept.
    static let longestName = 200

    /// The part with its header: Base64, with a name and a type that cannot break out of their fields.
    static func octets(_ attachment: OutboundAttachment) -> [UInt8] {
        let name = fileName(attachment.name)
        var header = "Content-Type: \(mediaType(attachment.contentType))\r\n"
        header += "Content-Transfer-Encoding: base64\r\n"
        header += "Content-Disposition: attachment;\r\n \(parameter("filename", name))\r\n\r\n"
        return Array(header.utf8) + Base64.lines(attachment.bytes)
    }

    /// The name without path, controls, characters that turn text around and those that Windows forbids; never empty.
    static func fileName(_ raw: String) -> String {
        let last = raw.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let clean = HeaderText.clean(String(last.map { "<>:\"|?*".contains($0) ? "_" : $0 }))
        if clean.isEmpty || clean.allSatisfy({ $0 == "." }) { return "attachment" }
        guard clean.utf8.count > longestName else { return clean }
        let ending = clean.split(separator: ".").last.map { "." + $0 } ?? ""
        let kept = ending.utf8.count <= 16 && ending.utf8.count < clean.utf8.count ? ending : ""
        var stem = clean.dropLast(kept.count)
        while stem.utf8.count + kept.utf8.count > longestName { stem.removeLast() }
        return HeaderText.clean(String(stem)) + kept
    }

    /// The type when it is plainly a type and a subtype, else octets.
    ///
    /// Parameters are left out; a type that holds further parts, or must not be written as Base64, is sent as octets.
    static func mediaType(_ raw: String) -> String {
        let type = raw.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
        let halves = type.split(separator: "/", omittingEmptySubsequences: false)
        let isToken: (Substring) -> Bool = { half in
            !half.isEmpty && half.utf8.count <= 60
                && half.utf8.allSatisfy { byte in
                    byte > 0x20 && byte < 0x7F && !"()<>@,;:\\\"/[]?=".utf8.contains(byte)
                }
        }
        guard halves.count == 2, halves.allSatisfy(isToken), halves[0] != "multipart", halves[0] != "message" else {
            return "application/octet-stream"
        }
        return type
    }

    /// A parameter as a quoted string, or coded (RFC 2231) where it is not all plain.
    static func parameter(_ name: String, _ value: String) -> String {
        let isPlain: (UInt8) -> Bool = {
            $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        if value.utf8.count <= 60, value.utf8.allSatisfy(isPlain), !value.contains("=?") {
            return "\(name)=\"\(value)\""
        }
        let digits = Array("0123456789ABCDEF".utf8)
        var coded: [UInt8] = []
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                coded.append(byte)
            default: coded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return "\(name)*=utf-8''" + String(decoding: coded, as: UTF8.self)
    }
}
