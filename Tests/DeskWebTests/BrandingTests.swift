import DeskModel
import HTTPTypes
import NIOCore
import Testing
import TicketStorage

@testable import DeskWeb

/// The desk's own name, colors and logo: readable or refused, and on every page of the portal.
@Suite struct BrandingTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

    /// Known ratios, from the definition of WCAG 2.2.
    @Test(arguments: [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#767676", "#ffffff", 4.54)])
    func `contrast is that of the definition`(_ one: String, _ other: String, _ expected: Double) throws {
        let ratio = BrandContrast.ratio(
            try #require(BrandColor(rawValue: one)),
            try #require(BrandColor(rawValue: other))
        )
        #expect(abs(ratio - expected) < 0.01)
    }

    @Test func `the grounds that colors are judged on are those of the sheet`() {
        let sheet = String(buffer: DeskAssets.style.content)
        let known = Set(BrandContrast.Theme.allCases.flatMap(\.grounds).map(\.rawValue))
        let found = sheet.matches(of: /--(?:bg|surface|sunk): #([0-9a-f]{3,6});/).map { match -> String in
            let digits = match.output.1
            return "#" + (digits.count == 3 ? digits.map { "\($0)\($0)" }.joined() : String(digits))
        }
        #expect(found.count == 6 && known.isSuperset(of: found), "\(found)")
    }

    @Test func `whatever light color is allowed has a dark one and an ink that can be read`() {
        for red in stride(from: 0, through: 255, by: 15) {
            for green in stride(from: 0, through: 255, by: 15) {
                for blue in stride(from: 0, through: 255, by: 15) {
                    let color = BrandColor(red: UInt8(red), green: UInt8(green), blue: UInt8(blue))
                    #expect(BrandContrast.ratio(color, BrandContrast.ink(on: color)) >= BrandContrast.minimum)
                    let dark = BrandContrast.forDark(from: color)
                    #expect(BrandContrast.least(dark, on: .dark) >= BrandContrast.minimum, "\(color.rawValue)")
                }
            }
        }
    }

    @Test(arguments: [
        ([("light", "#ffee00")], "#ffee00 cannot be read on light pages: its contrast is 1."),
        ([("light", "#003366"), ("dark", "#003366")], "cannot be read on dark pages"),
        ([("light", "red")], "is no color"),
        ([("light", "#12345")], "is no color"),
        ([("light", "#12345g")], "is no color"),
        ([("dark", "#eeeeee")], "light pages first"),
        ([("name", String(repeating: "x", count: 61))], "at most 60"),
    ])
    func `what cannot be read or used is refused with the reason`(
        _ fields: [(String, String)],
        _ reason: String
    ) async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let answer = try await desk.post("/admin/branding", fields + [("do", "save")], as: admin)
        #expect(answer.status == 422 && answer.body.contains(reason))
        #expect(try await desk.store.branding() == Branding())
    }

    @Test func `name and colors are on the portal's pages at once, by a sheet that is kept`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        #expect(try await desk.get("/help").body.contains("brand.css") == false)
        let preview = try await desk.post("/admin/branding", [("light", "#7a1fa2"), ("do", "preview")], as: admin)
        #expect(preview.status == 200 && preview.body.contains("fill=\"#7a1fa2\""))
        #expect(try await desk.store.branding() == Branding())
        let fields = [("name", "Brook <b>& Co"), ("light", "#7A1FA2"), ("do", "save")]
        #expect(try await desk.post("/admin/branding", fields, as: admin).status == 303)
        let page = try await desk.get("/help")
        #expect(page.body.contains("Brook &lt;b&gt;&amp; Co") && !page.body.contains("<b>& Co"))
        let path = try #require(page.body.firstMatch(of: /href="(\/help\/brand\.css\?v=[0-9a-f]{12})"/)).output.1
        let sheet = try await desk.get(String(path))
        #expect(sheet.header("Content-Type") == "text/css; charset=utf-8")
        #expect(sheet.header("Cache-Control")?.contains("immutable") == true)
        #expect(sheet.body.contains(":root{--accent:#7a1fa2;--accent-ink:#ffffff;"))
        #expect(sheet.body.contains("@media(prefers-color-scheme:dark){:root{--accent:#"))
        #expect(try await desk.get("/help/brand.css").header("Cache-Control")?.contains("immutable") == false)
        // Whatever is stored is read again by the next process.
        let brand = SiteBrand(configuredName: "River Desk")
        try await brand.read(from: desk.store)
        #expect(brand.name == "Brook <b>& Co" && brand.sheet?.path == String(path))
    }

    @Test func `a logo is a picture by its bytes, and goes when asked`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        func send(_ octets: [UInt8]?, _ fields: [(String, String)] = []) async throws -> Answer {
            var body: [UInt8] = []
            for (name, value) in fields + [("_token", admin.formToken), ("do", "save")] {
                body += Array("--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
            }
            if let octets {
                body += Array("--b\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"<b>.png\"\r\n\r\n".utf8)
                body += octets + Array("\r\n".utf8)
            }
            return try await desk.send(
                .post,
                "/admin/branding",
                as: admin,
                headers: ["Content-Type": "multipart/form-data; boundary=b", "Origin": "http://127.0.0.1:8080"],
                body: body + Array("--b--\r\n".utf8)
            )
        }
        let svg = try await send(Array("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".utf8))
        #expect(svg.status == 422 && !svg.body.contains("<b>.png"))
        #expect(try await send(Array("GIF89a".utf8)).status == 422)
        #expect(try await send(Self.png + [UInt8](repeating: 0, count: 512 << 10)).status == 422)
        #expect(try await desk.get("/help/logo").status == 404)
        for card in ["/desk/login", "/help/sign-in"] {
            #expect(try await desk.get(card).body.contains("<img class=\"logo\" src=\"\(DeskAssets.icon.path)\""))
        }
        #expect(try await send(Self.png).status == 303)
        let page = try await desk.get("/help")
        let path = try #require(page.body.firstMatch(of: /src="(\/help\/logo\?v=[0-9a-f]{12})"/)).output.1
        for card in ["/desk/login", "/help/sign-in"] {
            #expect(try await desk.get(card).body.contains("<p class=\"wordmark\"><img class=\"logo\" src=\"\(path)\""))
        }
        let logo = try await desk.get(String(path))
        #expect(logo.header("Content-Type") == "image/png" && logo.header("X-Content-Type-Options") == "nosniff")
        #expect(logo.header("Content-Security-Policy")?.contains("sandbox") == true)
        // A save without a file keeps it.
        #expect(try await send(nil, [("name", "Brook")]).status == 303)
        #expect(try await desk.get("/help").body.contains(path))
        #expect(try await send(nil, [("remove-logo", "yes")]).status == 303)
        #expect(try await desk.get("/help/logo").status == 404)
    }

    @Test func `sign-in letters bear the name`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        try await desk.receive()
        _ = try await desk.post("/admin/branding", [("name", "Brook & Co"), ("do", "save")], as: admin)
        try await desk.withLinks {
            _ = try await desk.post("/help/sign-in", [("address", "grace@customer.example")])
            try await desk.waitForSent(1)
        }
        #expect(desk.sent.texts.first?.contains("Brook & Co") == true)
    }
}
