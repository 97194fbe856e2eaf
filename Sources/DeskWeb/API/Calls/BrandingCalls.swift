import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// How the desk presents itself to customers.
enum BrandingCalls {
    private static let color = APISchema.nullable(.line(maximum: 7))

    static let change = APIObject(
        "BrandingChange",
        "What is to be changed about the branding; what is left out stays.",
        [
            .optional(
                "name",
                .nullable(.line(maximum: Branding.maximumName)),
                "The name on pages and under mails; null is the configured one."
            ),
            .optional("light_color", color, "The accent on light pages, such as #1f6f78; null is the product's own."),
            .optional("dark_color", color, "The accent on dark pages; null follows the light one."),
        ]
    )

    static let schema = APIObject(
        "Branding",
        "How the desk presents itself to customers.",
        [
            .required("name", .nullable(.words), "The name; null is the configured one."),
            .required("light_color", .nullable(.words), "The accent on light pages, as #rrggbb."),
            .required("dark_color", .nullable(.words), "The accent on dark pages, as #rrggbb."),
            .required("logo", .nullable(.words), "Where the logo is found, for anybody; null without one."),
        ]
    )

    private static func json(_ branding: Branding) -> JSON {
        [
            "name": .text(orNull: branding.name.isEmpty ? nil : branding.name),
            "light_color": .text(orNull: branding.lightAccent?.rawValue),
            "dark_color": .text(orNull: branding.darkAccent?.rawValue),
            "logo": .text(orNull: SiteBrand.path(of: branding)),
        ]
    }

    /// Answers `GET /branding`.
    static func get(_ exchange: APIExchange) async throws -> Response {
        .json(json(try await exchange.store.branding()))
    }

    /// Answers `PATCH /branding`.
    static func update(_ exchange: APIExchange) async throws -> Response {
        let present = try await exchange.store.branding()
        try exchange.expectChange()
        var form = BrandingForm(present)
        for member in exchange.body.members {
            switch member.name {
            case "name": form.name = member.value.text ?? ""
            case "light_color": form.light = (member.value.text ?? "").lowercased()
            case "dark_color": form.dark = (member.value.text ?? "").lowercased()
            default: break
            }
        }
        do {
            var branding = try form.branding(Words(language: .english))
            branding.logo = present.logo
            return try await save(branding, logo: nil, exchange)
        } catch let problem as BrandingForm.Problem {
            throw APIProblem.invalid("/\(problem.field.member)", problem.sentence)
        }
    }

    /// Answers `POST /branding/logo`.
    static func setLogo(_ exchange: APIExchange) async throws -> Response {
        guard exchange.octets.count <= BrandingPages.maximumLogo else {
            throw APIProblem(.tooLarge, "A logo has at most \(BrandingPages.maximumLogo >> 10) KB.")
        }
        guard BrandingPages.isLogo(exchange.octets) else {
            throw APIProblem(.malformed, "This is no picture that can be a logo: allowed are PNG, JPEG and WebP.")
        }
        var branding = try await exchange.store.branding()
        let logo = BlobBytes(digest: BlobDigest.of(exchange.octets), bytes: exchange.octets)
        branding.logo = logo.digest
        return try await save(branding, logo: logo, exchange)
    }

    /// Answers `DELETE /branding/logo`.
    static func removeLogo(_ exchange: APIExchange) async throws -> Response {
        var branding = try await exchange.store.branding()
        branding.logo = nil
        return try await shown(try await exchange.administer(.saveBranding(branding, logo: nil)), exchange)
    }

    private static func save(_ branding: Branding, logo: BlobBytes?, _ exchange: APIExchange) async throws -> Response {
        try await shown(try await exchange.administer(.saveBranding(branding, logo: logo), json(branding)), exchange)
    }

    /// Lets the pages show what was saved.
    private static func shown(_ response: Response, _ exchange: APIExchange) async throws -> Response {
        exchange.site.brand.replace(with: try await exchange.store.branding())
        return response
    }
}

extension BrandingForm.Field {
    /// What programs call it.
    fileprivate var member: String {
        switch self {
        case .name: "name"
        case .light: "light_color"
        case .dark: "dark_color"
        case .logo: "logo"
        }
    }
}
