import DeskModel
import Foundation
import Synchronization

/// Remembers which arrival each parser thread is reading, in a file that outlives the process.
///
/// The file is mapped into memory and written without system calls: a process that dies at any instruction leaves the ids
/// of what was being read behind, since the pages belong to the kernel. (A power failure may lose them; nothing then
/// died of reading.)
final class ParserSlots: Sendable {
    /// How many slots there are.
    let count: Int
    /// What the process before was reading when it died.
    let interrupted: [ArrivalID]

    private let file: FileHandle
    // The mapping lives as long as this object and each slot is written by the one thread that owns it.
    nonisolated(unsafe) private let slots: UnsafeMutablePointer<Int64>

    /// Opens or makes the file and takes over what it holds.
    ///
    /// - Throws: a Foundation error when the file cannot be opened or mapped.
    init(path: String, count: Int) throws {
        self.count = count
        let length = count * MemoryLayout<Int64>.stride
        if !FileManager.default.fileExists(atPath: path) {
            guard FileManager.default.createFile(atPath: path, contents: Data(count: length)) else {
                throw CocoaError(.fileWriteUnknown)
            }
        }
        file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        let known = Int(try file.seekToEnd())
        if known < length { try file.truncate(atOffset: UInt64(length)) }
        guard
            let memory = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, file.fileDescriptor, 0),
            memory != MAP_FAILED
        else { throw CocoaError(.fileReadUnknown) }
        slots = memory.bindMemory(to: Int64.self, capacity: count)
        var found: [ArrivalID] = []
        for index in 0..<count where slots[index] != 0 {
            found.append(ArrivalID(rawValue: slots[index]))
            slots[index] = 0
        }
        interrupted = found
    }

    deinit { munmap(slots, count * MemoryLayout<Int64>.stride) }

    /// Notes that the thread of a slot begins to read an arrival.
    func begin(_ arrival: ArrivalID, slot: Int) { slots[slot] = arrival.rawValue }

    /// Notes that it is done.
    func end(slot: Int) { slots[slot] = 0 }
}
