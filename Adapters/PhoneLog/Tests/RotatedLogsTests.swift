import Foundation
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

    private static func entry(_ name: String, _ modified: Int64) -> RotatedLogs.Entry {
        RotatedLogs.Entry(name: name, file: RotatedLogs.File(modified: modified, device: 1, inode: 1))
    }

    private static let entries = [
        entry("cdr.csv.1", 30), entry("cdr.csv.2", 20), entry("cdr.csv.3", 10), entry("cdr.csv.9.gz", 25),
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
        #expect(next.packed.map(\.name) == packed)
    }

    @Test func `nothing that can be read comes next where all of it is packed`() {
        let entries = [Self.entry("cdr.csv.1.gz", 3)]
        let next = RotatedLogs.next(among: entries, after: 2)
        #expect(next.name == nil)
        #expect(next.packed == entries)
    }

    @Test func `of very many that are packed only the newest are remembered, each once`() {
        var packed = PackedLogs()
        let many = (1...150).map { Self.entry("cdr.csv.\($0).gz", Int64($0)) }
        #expect(packed.note(many) == many)
        #expect(packed.entries == Array(many.suffix(PackedLogs.most)))
        #expect(packed.note([Self.entry("cdr.csv.151.gz", 150)]).isEmpty)
        #expect(packed.entries.count == PackedLogs.most)
    }

    @Test func `a packed file is forgotten when it was not found twice in a row`() throws {
        let place = TemporaryPlace()
        try FileManager.default.createDirectory(atPath: place.path, withIntermediateDirectories: true)
        let path = "\(place.path)/cdr.csv"
        try Data("packed".utf8).write(to: URL(fileURLWithPath: "\(path).1.gz"))
        var packed = PackedLogs()
        _ = packed.note(try #require(RotatedLogs.entries(at: path)))
        _ = rename("\(path).1.gz", "\(path).2.gz")
        packed.look(at: path)
        #expect(packed.entries.map(\.name) == ["cdr.csv.2.gz"])
        // Between two names for a moment, and there again.
        for _ in 0..<2 {
            _ = rename("\(path).2.gz", "\(path).moving")
            packed.look(at: path)
            #expect(packed.entries.count == 1)
            _ = rename("\(path).moving", "\(path).2.gz")
            packed.look(at: path)
        }
        #expect(packed.entries.map(\.name) == ["cdr.csv.2.gz"])
        // Another file under its name is not it.
        _ = unlink("\(path).2.gz")
        try Data("another".utf8).write(to: URL(fileURLWithPath: "\(path).2.gz"))
        for _ in 0..<2 { packed.look(at: path) }
        #expect(packed.entries.isEmpty)
    }
}
