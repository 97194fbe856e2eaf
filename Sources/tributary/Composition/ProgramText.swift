import Foundation

/// The memory that the program's own code takes.
enum ProgramText {
    /// Lets go of the pages of code that were run so far; those that are run again come back from the system's file cache.
    ///
    /// Most of what a start runs is never needed again, but would stay mapped and count as memory at rest. Only the program's
    /// own executable mappings are let go: they are read-only and private to nobody, so nothing that was written is in them.
    static func release() {
        guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
            let maps = try? FileHandle(forReadingFrom: URL(filePath: "/proc/self/maps")).readToEnd()
        else { return }
        for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") where line.hasSuffix(" \(program)") {
            // "55d0a3a00000-55d0a3b00000 r-xp 00000000 fe:00 1623 /usr/bin/tributary" (proc_pid_maps(5)).
            let fields = line.split(separator: " ", maxSplits: 2)
            guard fields.count == 3, fields[1] == "r-xp" else { continue }
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, ends[0] < ends[1] else { continue }
            // A refusal costs memory and nothing else.
            _ = madvise(UnsafeMutableRawPointer(bitPattern: ends[0]), Int(ends[1] - ends[0]), MADV_DONTNEED)
        }
    }
}
