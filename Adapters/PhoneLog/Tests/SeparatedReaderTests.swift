import Testing

@testable import PhoneLogAdapter

@Suite struct SeparatedReaderTests {
    private static func rows(
        _ text: String,
        _ end: RowEnd = .lineEndOutsideQuotes,
        separator: UInt8? = nil,
        piece: Int = .max
    ) -> [String] {
        var reader = SeparatedReader(separator: separator, rowEnd: end)
        var rows: [String] = []
        func take(_ result: Result<SeparatedRow, RowProblem>) {
            switch result {
            case .success(let row): rows.append("\(row.line)@\(row.end): \(row.fields.joined(separator: "|"))")
            case .failure(let problem): rows.append("\(problem)")
            }
        }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let next = rest.prefix(piece)
            rest = rest[next.endIndex...]
            reader.read(Array(next), take)
        }
        reader.finish(take)
        return rows
    }

    @Test(arguments: [
        ("a,b\nc,d\n", ["1@4: a|b", "2@8: c|d"]),
        ("a;b\r\nc;\"d;e\"\r\n", ["1@5: a|b", "2@14: c|d;e"]),
        ("\"a\";\"b\"\n\"c\";\"d\"\n", ["1@8: a|b", "2@16: c|d"]),
        ("a\tb\n", ["1@4: a|b"]),
        ("sep=;\na,x;b\n", ["2@12: a,x|b"]),
        ("a,\"b\nb\",c\n", ["1@10: a|b\nb|c"]),
        ("\"say \"\"hi\"\"\",b\n", ["1@15: say \"hi\"|b"]),
        ("\"Bob \"the builder\" Smith\",b\n", ["1@28: Bob \"the builder\" Smith|b"]),
        ("a,\"\",\n\n\nb,c,d", ["1@6: a||", "4@13: b|c|d"]),
    ])
    func `rows are cut`(_ text: String, _ expected: [String]) {
        #expect(Self.rows(text) == expected)
    }

    @Test func `a mark that never closes costs its line alone`() {
        let rows = Self.rows("a,b\nc,\"d\ne,f\ng,h")
        #expect(rows.count == 4)
        #expect(
            rows[1] == "line 2: a quotation mark is never closed; fields in quotation marks, marks within them doubled"
        )
        #expect(rows[2...] == ["3@13: e|f", "4@16: g|h"])
    }

    @Test func `where every line end ends a row, a row cut short swallows nothing`() {
        #expect(Self.rows("\"a\",\"b\n\"c\",\"d\"\n", .everyLineEnd, separator: 0x2C) == ["1@7: a|b", "2@15: c|d"])
    }

    @Test func `a row without an end is told and passed`() {
        let rows = Self.rows(String(repeating: "x", count: 200_000) + "\na,b\n", .everyLineEnd)
        #expect(rows.count == 2)
        #expect(rows[0].hasPrefix("line 1: the row is too long"))
        #expect(rows[1].hasSuffix("a|b"))
    }

    @Test func `a file of marks that never close is read in one go`() {
        // Quadratic work would take minutes here.
        let rows = Self.rows("a,b\n" + String(repeating: "c,\"d\n", count: 100_000))
        #expect(rows.count > 50_000)
    }

    @Test func `the pieces that octets come in make no difference`() {
        let text = "name;number\r\n\"Müller; \"\"J\"\"\";1\r\n\"two\nlines\";2\r\n\"open;3\n4;5"
        let whole = Self.rows(text)
        for piece in 1...20 { #expect(Self.rows(text, piece: piece) == whole) }
    }
}
