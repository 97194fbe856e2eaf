/// Writes a ZIP archive (PKWARE's APPNOTE 6.3) piece by piece: members are stored as they are, one in memory at a time.
struct ZIPWriter {
    /// An archive that this plain form cannot hold: more than 65,535 members, or 4 GiB.
    struct TooLarge: Error {}

    private struct Member {
        let name: [UInt8]
        let checksum: UInt32
        let size: UInt32
        let offset: UInt32
    }

    private let write: ([UInt8]) async throws -> Void
    private var members: [Member] = []
    private var offset: UInt64 = 0

    /// Creates a writer; each piece of the archive is handed to the closure in order.
    init(_ write: @escaping ([UInt8]) async throws -> Void) { self.write = write }

    /// Adds a member under a name of plain parts.
    ///
    /// - Throws: ``TooLarge``, or what writing throws.
    mutating func add(_ name: String, _ octets: [UInt8]) async throws {
        guard members.count < 65_535, octets.count < 1 << 32, offset < 1 << 32 else { throw TooLarge() }
        let member = Member(
            name: Array(name.utf8.prefix(60_000)),
            checksum: CRC32.of(octets),
            size: UInt32(octets.count),
            offset: UInt32(offset)
        )
        members.append(member)
        try await put(Self.field(UInt32(0x0403_4B50)) + Self.head(member) + member.name)
        try await put(octets)
    }

    /// Writes the directory, which ends the archive.
    mutating func finish() async throws {
        let start = offset
        for member in members {
            var record = Self.field(UInt32(0x0201_4B50)) + Self.field(UInt16(20)) + Self.head(member)
            // No comment, disk 0, no attributes.
            record += [UInt8](repeating: 0, count: 10) + Self.field(member.offset) + member.name
            try await put(record)
        }
        guard offset < 1 << 32 else { throw TooLarge() }
        let count = Self.field(UInt16(members.count))
        try await put(
            Self.field(UInt32(0x0605_4B50)) + [0, 0, 0, 0] + count + count + Self.field(UInt32(offset - start))
                + Self.field(UInt32(start)) + [0, 0]
        )
    }

    private mutating func put(_ octets: [UInt8]) async throws {
        offset += UInt64(octets.count)
        try await write(octets)
    }

    /// What a member's own head and its entry in the directory share.
    private static func head(_ member: Member) -> [UInt8] {
        // Version 2.0, names in UTF-8, stored, at the format's first day: the archive is the same whenever it is made.
        field(UInt16(20)) + field(UInt16(1 << 11)) + field(UInt16(0)) + field(UInt16(0)) + field(UInt16(33))
            + field(member.checksum) + field(member.size) + field(member.size) + field(UInt16(member.name.count))
            + field(UInt16(0))
    }

    private static func field(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}

/// The checksum of ZIP and PNG (ITU-T V.42).
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }

    static func of(_ octets: [UInt8]) -> UInt32 {
        table.withUnsafeBufferPointer { table in
            ~octets.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
        }
    }
}
