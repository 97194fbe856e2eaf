import ChannelKit
import ProviderKit

/// How many files of which kinds a form takes.
struct UploadLimits: Sendable, Hashable {
    var maximumCount: Int
    var maximumBytes: Int
    var maximumTotalBytes: Int
    var families: Set<FileType.Family>

    init(_ settings: ChannelSettings) {
        maximumCount = Int(settings.integer("uploads.maximum_count") ?? 5)
        maximumBytes = Int(settings.integer("uploads.maximum_size") ?? 10 << 20)
        maximumTotalBytes = Int(settings.integer("uploads.maximum_total") ?? 16 << 20)
        let named = settings.texts("uploads.types").compactMap(FileType.Family.init(rawValue:))
        families = named.isEmpty ? [.image, .pdf, .text, .office] : Set(named)
    }

    /// The endings of the files taken, for the browser's file chooser.
    var endings: [String] { FileType.all.filter { families.contains($0.family) }.flatMap(\.endings) }
}
