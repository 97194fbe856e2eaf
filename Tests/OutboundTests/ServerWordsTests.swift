import Foundation
import Testing

@testable import Outbound

struct ServerWordsTests {
    @Test func `a password is hidden in every form in which it is sent`() {
        let words = ServerWords(user: "ann", password: "geheim-9")
        let forms = ["geheim-9", "geheim-9".base64, "\u{0}ann\u{0}geheim-9".base64]
        for form in forms {
            let shown = words.shown("535 no: \(form)!")
            #expect(shown == "535 no: [secret]!")
        }
    }

    @Test(arguments: [
        ("plain", "plain"), ("two\r\nlines", "two lines"), ("bell\u{7}\u{1B}[31m", "bell [31m"), ("  a  b  ", "a b"),
        ("\u{4E2D}\u{6587}", "\u{4E2D}\u{6587}"), ("", ""), (" ", ""),
    ])
    func `words are one printable line`(said: String, shown: String) {
        #expect(ServerWords(user: nil, password: nil).shown(said) == shown)
    }

    @Test func `words are bounded and broken octets are replaced`() {
        let words = ServerWords(user: nil, password: nil)
        #expect(words.shown([0xC3, 0x28]) == "\u{FFFD}(")
        #expect(words.shown(String(repeating: "x", count: 100_000)).count == ServerWords.limit)
    }
}

extension String {
    fileprivate var base64: String { Data(utf8).base64EncodedString() }
}
