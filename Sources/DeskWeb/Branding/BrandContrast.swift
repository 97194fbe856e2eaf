import DeskModel
import Foundation

/// Whether a color can be read on our pages, after WCAG 2.2 (relative luminance and contrast ratio).
enum BrandContrast {
    /// The least contrast of text, success criterion 1.4.3.
    static let minimum = 4.5

    /// A theme's grounds that the accent stands on as text: page, card and inset of our sheet, then those of the forms' pages.
    enum Theme: String, Sendable, CaseIterable {
        case light
        case dark

        var grounds: [BrandColor] {
            switch self {
            case .light: Self.colors("#f4f6f8", "#ffffff", "#edf0f3", "#f4f5f2")
            case .dark: Self.colors("#0f1317", "#161b21", "#1f262e", "#141816", "#1c211f")
            }
        }

        private static func colors(_ texts: String...) -> [BrandColor] { texts.compactMap(BrandColor.init) }
    }

    /// The contrast of two colors, 1 to 21.
    static func ratio(_ one: BrandColor, _ other: BrandColor) -> Double {
        let (left, right) = (luminance(one), luminance(other))
        return (max(left, right) + 0.05) / (min(left, right) + 0.05)
    }

    /// The least contrast of a color on a theme's grounds, its own soft one among them.
    static func least(_ accent: BrandColor, on theme: Theme) -> Double {
        (theme.grounds + [soft(accent, on: theme)]).map { ratio(accent, $0) }.min() ?? 1
    }

    /// The color that is read best on an accent: white or black, of which one always has 4.58 and more.
    static func ink(on accent: BrandColor) -> BrandColor {
        let white = BrandColor(red: 255, green: 255, blue: 255)
        let black = BrandColor(red: 0, green: 0, blue: 0)
        return ratio(accent, white) >= ratio(accent, black) ? white : black
    }

    /// A ground with a breath of the accent in it.
    static func soft(_ accent: BrandColor, on theme: Theme) -> BrandColor {
        let ground = theme.grounds[1]
        return mixed(accent, into: ground, share: theme == .light ? 0.08 : 0.16)
    }

    /// The dark theme's accent for a light one: mixed with white until it can be read.
    static func forDark(from light: BrandColor) -> BrandColor {
        let white = BrandColor(red: 255, green: 255, blue: 255)
        for step in 0...20 {
            let color = mixed(white, into: light, share: Double(step) / 20)
            if least(color, on: .dark) >= minimum { return color }
        }
        return white
    }

    private static func mixed(_ color: BrandColor, into ground: BrandColor, share: Double) -> BrandColor {
        func part(_ over: UInt8, _ under: UInt8) -> UInt8 {
            UInt8((Double(over) * share + Double(under) * (1 - share)).rounded())
        }
        return BrandColor(
            red: part(color.red, ground.red),
            green: part(color.green, ground.green),
            blue: part(color.blue, ground.blue)
        )
    }

    private static func luminance(_ color: BrandColor) -> Double {
        0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
    }

    /// sRGB's transfer function undone.
    private static func linear(_ part: UInt8) -> Double {
        let value = Double(part) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
}
