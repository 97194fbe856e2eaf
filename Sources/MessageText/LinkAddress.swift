/// Decides which addresses a message's markup may name, and writes them in one form.
enum LinkAddress {
    /// The longest address that is kept, in bytes; `data:` images have a limit of their own.
    static let maximumLength = 8_192

    /// Where an image comes from.
    enum Image {
        /// A part of the same mail: the whole address and the part's id.
        case part(address: [UInt8], contentID: String)
        /// In the markup itself.
        case inline([UInt8])
        /// Somewhere else; fetching it would tell the sender that the message was read.
        case remote([UInt8])
    }

    /// Returns a link's address in the form it is written in, or `nil` when its scheme is not allowed.
    static func link(_ value: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard let address = cleaned(value, limit: maximumLength) else { return nil }
        switch scheme(of: address) {
        case "http", "https": return hasHost(address) ? address : nil
        case "mailto", "tel": return address
        default: return nil
        }
    }

    /// Returns an image's address, or `nil` when it is none that may be written.
    static func image(_ value: UnsafeBufferPointer<UInt8>, inlineLimit: Int) -> Image? {
        guard let address = cleaned(value, limit: max(maximumLength, inlineLimit)) else { return nil }
        switch scheme(of: address) {
        case "http", "https": return address.count <= maximumLength && hasHost(address) ? .remote(address) : nil
        case "cid":
            guard address.count > 4, address.count <= 512 else { return nil }
            return .part(address: address, contentID: percentDecoded(address.dropFirst(4)))
        case "data": return inlineImage(address, limit: inlineLimit)
        default: return nil
        }
    }

    /// The address as a browser reads it.
    ///
    /// Nothing around it, no tabs and line ends inside, spaces escaped. An address without a scheme but with a host
    /// gets `https`.
    private static func cleaned(_ value: UnsafeBufferPointer<UInt8>, limit: Int) -> [UInt8]? {
        let trimmed = AttributeValues.trim(value)
        guard !trimmed.isEmpty, trimmed.count <= limit else { return nil }
        var address: [UInt8] = []
        address.reserveCapacity(trimmed.count + 8)
        if trimmed.starts(with: "//".utf8) { address += "https:".utf8 }
        for byte in trimmed {
            switch byte {
            case 0x09, 0x0A, 0x0D: continue
            case 0x20: address += "%20".utf8
            case 0x00...0x1F, 0x7F: return nil
            default: address.append(byte)
            }
        }
        return address.count <= limit ? address : nil
    }

    /// The scheme in lower case; anything but letters before the colon is no scheme that is allowed.
    private static func scheme(of address: [UInt8]) -> String? {
        guard let colon = address.prefix(8).firstIndex(of: UInt8(ascii: ":")) else { return nil }
        var scheme = ""
        for byte in address[..<colon] {
            switch byte | 0x20 {
            case 0x61...0x7A: scheme.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
            default: return nil
            }
        }
        return scheme
    }

    private static func hasHost(_ address: [UInt8]) -> Bool {
        guard let colon = address.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let rest = address[(colon + 1)...]
        guard rest.starts(with: "//".utf8), let first = rest.dropFirst(2).first else { return false }
        return first != UInt8(ascii: "/") && first != UInt8(ascii: "\\")
    }

    private static func inlineImage(_ address: [UInt8], limit: Int) -> Image? {
        guard address.count <= limit else { return nil }
        for kind in ["png", "gif", "jpeg", "jpg", "webp"] {
            let prefix = Array("data:image/\(kind);base64,".utf8)
            guard startsIgnoringCase(address, prefix) else { continue }
            let written = kind == "jpg" ? "data:image/jpeg;base64," : "data:image/\(kind);base64,"
            var image = Array(written.utf8)
            image.reserveCapacity(address.count + 1)
            var rest = address[prefix.count...]
            while let percent = rest.firstIndex(of: UInt8(ascii: "%")), rest[percent...].starts(with: "%20".utf8) {
                image += rest[..<percent]
                rest = rest[(percent + 3)...]
            }
            image += rest
            guard image.count <= limit, image.dropFirst(written.utf8.count).allSatisfy(isBase64) else { return nil }
            return .inline(image)
        }
        return nil
    }

    private static func startsIgnoringCase(_ address: [UInt8], _ prefix: [UInt8]) -> Bool {
        guard address.count >= prefix.count else { return false }
        return zip(address, prefix).allSatisfy { $0 == $1 || ($0 | 0x20 == $1 && (0x61...0x7A).contains($1)) }
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        AttributeValues.isWord(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
            || byte == UInt8(ascii: "=")
    }

    private static func percentDecoded(_ text: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "%"), index + 2 < text.endIndex,
                let high = hexadecimal(text[index + 1]), let low = hexadecimal(text[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(text[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
