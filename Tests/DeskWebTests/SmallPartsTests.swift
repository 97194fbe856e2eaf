import ChannelKit
import HTTPTypes
import Testing

@testable import DeskWeb

@Suite struct SmallPartsTests {
    @Test func `server time is told in milliseconds`() {
        #expect(ServerTiming.value(of: .microseconds(12_345)) == "app;dur=12.3")
        #expect(ServerTiming.value(of: .seconds(2)) == "app;dur=2000.0")
        #expect(ServerTiming.value(of: .nanoseconds(999)) == "app;dur=0.0")
    }

    @Test func `pages tell how long the server worked, and files do not`() async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn()
        #expect(try await desk.get("/desk/tickets", as: agent).header("Server-Timing")?.hasPrefix("app;dur=") == true)
        #expect(try await desk.get("/desk/nowhere", headers: ["Accept": "text/html"]).header("Server-Timing") != nil)
        // It would tell a stranger what the words do not.
        #expect(try await desk.get("/desk/login").header("Server-Timing") == nil)
        #expect(try await desk.get("/help/sign-in").header("Server-Timing") == nil)
        #expect(try await desk.get("/healthz").header("Server-Timing") == nil)
    }

    @Test(
        arguments: [
            ("zh-CN,zh;q=0.9,en;q=0.8", Language.chinese), ("en-GB,zh;q=0.9", .english),
            ("fr, zh;q=0.3, en;q=0.2", .chinese),
            ("fr", nil), ("", nil), ("en;q=0, zh", .chinese), ("EN", .english), (";;;,,,q=", nil),
        ] as [(String, Language?)]
    )
    func `the browser's language is the best it asks for`(_ accept: String, _ language: Language?) {
        #expect(Language.preferred(in: accept) == language)
    }

    @Test func `times are written in the browser's zone, in the page's language`() {
        let time = Timestamp(seconds: 1_773_324_305)
        let utc = PageClock(now: Timestamp(seconds: 1_780_000_000), zone: nil)
        let east = PageClock(now: Timestamp(seconds: 1_850_000_000), zone: PageZone("Asia/Shanghai"))
        #expect(utc.text(time, Words(language: .english)) == "12 Mar, 14:05 UTC")
        #expect(utc.text(time, Words(language: .chinese)) == "3月12日 14:05 UTC")
        #expect(east.text(time, Words(language: .english)) == "12 Mar 2026, 22:05")
        #expect(east.text(time, Words(language: .chinese)) == "2026年3月12日 22:05")
        #expect(utc.iso(time) == "2026-03-12T14:05:05Z")
    }

    @Test func `times are right on both sides of a change of the clocks`() {
        // In Berlin the clocks went forward on 29 March 2026, and back on 25 October.
        let clock = PageClock(now: Timestamp(seconds: 1_773_324_305), zone: PageZone("Europe/Berlin"))
        let words = Words(language: .english)
        #expect(clock.text(Timestamp(seconds: 1_773_324_305), words) == "12 Mar, 15:05")
        #expect(clock.text(Timestamp(seconds: 1_780_000_000), words) == "28 May, 22:26")
        for (text, seconds) in [
            ("2026-03-12T15:05", 1_773_324_300), ("2026-05-28T22:26", 1_779_999_960),
            // Skipped, and twice.
            ("2026-03-29T02:30", 1_774_747_800), ("2026-10-25T02:30", 1_792_888_200),
            ("2026-10-25T03:30", 1_792_895_400),
        ] as [(String, Int64)] {
            #expect(LocalTime.read(text, clock) == Timestamp(seconds: seconds), "\(text)")
        }
        // A week ahead is the same time of day, although the clocks change in between.
        let before = PageClock(now: Timestamp(seconds: 1_774_519_200), zone: PageZone("Europe/Berlin"))
        #expect(clock.text(ChosenTime.week.time(before), words) == "2 Apr, 09:00")
    }

    @Test func `a zone is taken by its name, and nothing else is`() {
        for name in ["Europe/Berlin", "Asia/Shanghai", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "UTC"] {
            #expect(PageZone(name) != nil, "\(name)")
        }
        for name in [
            "", "480", "-60", "Mars/Base", "../../etc/passwd", "/etc/localtime", "Europe/Berlin\"", "GMT+5",
            String(repeating: "a/", count: 40),
        ] {
            #expect(PageZone(name) == nil, "\(name)")
        }
    }

    @Test(arguments: [
        (0, 1970, 1, 1), (951_782_400, 2000, 2, 29), (-1, 1969, 12, 31), (4_102_444_800, 2100, 1, 1),
        (1_709_164_799, 2024, 2, 28),
    ])
    func `days are those of the calendar`(_ seconds: Int64, _ year: Int, _ month: Int, _ day: Int) {
        let civil = CivilDay(seconds: seconds)
        #expect(civil.year == year && civil.month == month && civil.day == day)
    }

    @Test func `form values are decoded, and broken escapes stay`() {
        let values = FormValues(urlEncoded: Array("a=1+2&b=%E9%80%80%zz&c&a=3&%61=4&=&".utf8))
        #expect(values["a"] == "1 2")
        #expect(values.all("a") == ["1 2", "3", "4"])
        #expect(values["b"] == "退%zz")
        #expect(values["c"] == "")
        #expect(
            FormValues(urlEncoded: Array(String(repeating: "x=1&", count: 5_000).utf8)).pairs.count
                == FormValues.maximumCount
        )
    }

    @Test(arguments: [
        "", "--", "--b", "--b\r\n", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx", "no boundary",
    ])
    func `a form with files that is cut short is refused`(_ body: String) {
        #expect(throws: PageProblem.self) { try MultipartForm.read(Array(body.utf8), boundary: Array("b".utf8)) }
    }

    @Test func `cookies are found by their whole name`() {
        #expect(Cookies.value("tz", in: [.cookie: "xtz=1; tz=480; tz=2"]) == "480")
        #expect(Cookies.value("tz", in: [.cookie: "tzz=1"]) == nil)
    }

    @Test(arguments: [("/a//b/", ["a", "b"]), ("/%E9%80%80", ["退"]), ("/a%2Fb", ["a/b"])])
    func `paths are taken apart before they are decoded`(_ path: String, _ parts: [String]) {
        #expect(RequestPath.parts(of: path) == parts)
    }

    @Test(arguments: ["/a/../b", "/%2e%2e", "/%00", "/%f", "/%ff", "/" + String(repeating: "a", count: 3_000)])
    func `what is no path is refused`(_ path: String) {
        #expect(RequestPath.parts(of: path) == nil)
    }

    @Test(arguments: [(999, "999 B"), (1_500, "2 kB"), (1_250_000, "1.2 MB")])
    func `sizes are short`(_ bytes: Int, _ text: String) { #expect(ByteCount.text(bytes) == text) }

    @Test func `text in problem details stays text`() {
        #expect(JSONText.quote("a\"b\\c\n退") == "\"a\\\"b\\\\c\\u000a退\"")
    }
}
