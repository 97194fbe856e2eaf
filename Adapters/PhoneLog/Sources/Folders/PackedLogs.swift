/// Rotated files that were passed by, being packed, for as long as they lie there.
struct PackedLogs: Sendable {
    /// How many are remembered at most: the newest.
    static let most = 100

    private(set) var entries: [RotatedLogs.Entry] = []
    /// Those that were not found at the last look: while a log is rotated, a file may be between two names.
    private var missing: Set<RotatedLogs.File> = []

    /// Remembers files.
    ///
    /// - Returns: those that were not known.
    mutating func note(_ passed: [RotatedLogs.Entry]) -> [RotatedLogs.Entry] {
        let known = Set(entries.map(\.file))
        let new = passed.filter { !known.contains($0.file) }
        entries = (entries + new).suffix(Self.most)
        return new
    }

    /// Looks up what the files are called now, and forgets those that are gone for two looks.
    mutating func look(at path: String) {
        let folder = RotatedLogs.folder(of: path)
        let isUnchanged = entries.allSatisfy { RotatedLogs.file("\(folder)/\($0.name)") == $0.file }
        if isUnchanged {
            missing = []
            return
        }
        guard let present = RotatedLogs.entries(at: path) else { return }
        let names = Dictionary(
            present.filter { RotatedLogs.isPacked($0.name) }.map { ($0.file, $0.name) },
            uniquingKeysWith: min
        )
        let lost = Set(entries.map(\.file)).subtracting(names.keys)
        entries.removeAll { lost.contains($0.file) && missing.contains($0.file) }
        for index in entries.indices { entries[index].name = names[entries[index].file] ?? entries[index].name }
        missing = lost.intersection(entries.map(\.file))
    }
}
