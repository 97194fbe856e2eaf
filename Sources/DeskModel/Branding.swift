/// How the desk presents itself to customers; what is empty is as configured, or the product's own.
public struct Branding: Sendable, Hashable {
    /// The longest name, in characters.
    public static let maximumName = 60

    /// The name on pages and under mails; empty for the configured one.
    public var name: String
    /// The accent color on light pages; nil for the product's own.
    public var lightAccent: BrandColor?
    /// The accent color on dark pages.
    public var darkAccent: BrandColor?
    /// The picture beside the name.
    public var logo: BlobDigest?

    /// Creates a branding; nothing of its own unless said otherwise.
    public init(
        name: String = "",
        lightAccent: BrandColor? = nil,
        darkAccent: BrandColor? = nil,
        logo: BlobDigest? = nil
    ) {
        self.name = name
        self.lightAccent = lightAccent
        self.darkAccent = darkAccent
        self.logo = logo
    }
}

/// A color of sRGB, written as `#rrggbb`.
public struct BrandColor: RawRepresentable, Sendable, Hashable {
    /// Red, 0 to 255.
    public let red: UInt8
    /// Green, 0 to 255.
    public let green: UInt8
    /// Blue, 0 to 255.
    public let blue: UInt8

    /// Creates a color from its parts.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// Reads `#rrggbb`; nil when it is anything else.
    public init?(rawValue: String) {
        guard rawValue.utf8.count == 7, rawValue.utf8.first == UInt8(ascii: "#"),
            rawValue.utf8.dropFirst().allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let number = UInt32(rawValue.dropFirst(), radix: 16)
        else { return nil }
        self.init(
            red: UInt8(truncatingIfNeeded: number >> 16),
            green: UInt8(truncatingIfNeeded: number >> 8),
            blue: UInt8(truncatingIfNeeded: number)
        )
    }

    /// The color as `#rrggbb`, in lower case.
    public var rawValue: String {
        let number = UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
        let digits = String(number, radix: 16)
        return "#" + String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }
}
