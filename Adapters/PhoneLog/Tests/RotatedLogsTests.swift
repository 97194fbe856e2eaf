import Testing

@testable import PhoneLogAdapter

/// Which files are parts of a log that was rotated, and which of them comes next.
@Suite struct RotatedLogsTests {
    @Test(arguments: [
        ("cdr.csv.1", true), ("cdr.csv.12.gz", true), ("cdr.csv-20260301", true), ("cdr.csv-20260301.xz", true),
        ("cdr.csv.2026-03-01-10-00-00", true), ("cdr-20260301.csv", true), ("cdr.2.csv", true), ("cdr.csv", false),
        ("cdr.csv.gz", false), ("cdr.csv.errors", false), ("cdr-west.csv", false), ("cdr.csv1", false),
        ("cdr2.csv", false),
        ("other.csv.1", false), (".csv", false), ("cdr.csv.", false), ("cdr-.csv", false),
    ]) func `a rotated file is the log's name with a number or a date`(_ name: String, _ isRotation: Bool) {
        #expect(RotatedLogs.isRotation(name, of: "cdr.csv") == isRotation)
    }

    private static let entries = [
        RotatedLogs.Entry(name: "cdr.csv.1", modified: 30), RotatedLogs.Entry(name: "cdr.csv.2", modified: 20),
        RotatedLogs.Entry(name: "cdr.csv.3", modified: 10), RotatedLogs.Entry(name: "cdr.csv.9.gz", modified: 25),
    ]

    @Test(
        arguments: [
            (5, "cdr.csv.3", []), (10, "cdr.csv.2", []), (20, "cdr.csv.1", ["cdr.csv.9.gz"]), (25, "cdr.csv.1", []),
            (30, nil, []),
        ] as [(Int64, String?, [String])]
    )
    func `the oldest that was changed later comes next, and what is packed before it is named`(
        _ modified: Int64,
        _ name: String?,
        _ packed: [String]
    ) {
        let next = RotatedLogs.next(among: Self.entries.shuffled(), after: modified)
        #expect(next.name == name)
        #expect(next.packed == packed)
    }

    @Test func `nothing that can be read comes next where all of it is packed`() {
        let entries = [RotatedLogs.Entry(name: "cdr.csv.1.gz", modified: 3)]
        let next = RotatedLogs.next(among: entries, after: 2)
        #expect(next.name == nil)
        #expect(next.packed == ["cdr.csv.1.gz"])
    }
}
