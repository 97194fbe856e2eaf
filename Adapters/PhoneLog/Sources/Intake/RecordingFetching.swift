public import ChannelKit

extension PhoneLogAdapter: AttachmentFetching {
    /// Reads a recording from the configured folder.
    ///
    /// - Parameters:
    ///   - handle: the recording's file name.
    ///   - maximumBytes: the most octets that are read.
    /// - Returns: its octets.
    /// - Throws: `UnreadableArrival` with the reason when it is not there or too large.
    public func attachment(_ handle: String, maximumBytes: Int64) async throws -> [UInt8] {
        guard let folder = settings.recordings, RecordingName.fileName(of: handle) == handle else {
            throw UnreadableArrival(
                "The channel has no folder of recordings, or the name is none.",
                "此渠道没有录音文件夹，或名称不是文件名。"
            )
        }
        let read = await BlockingWork.run { () -> Result<[UInt8]?, FileFailure> in
            Result { () throws(FileFailure) in
                let file = try OpenFile("\(folder)/\(handle)")
                let size = file.size
                guard size <= maximumBytes else { return nil }
                var octets: [UInt8] = []
                while octets.count < size {
                    let piece = try file.read(at: Int64(octets.count), count: Int(size) - octets.count)
                    if piece.isEmpty { break }
                    octets += piece
                }
                return octets
            }
        }
        switch read {
        case .failure(let failure):
            throw UnreadableArrival("The recording cannot be read: \(failure.words).", "无法读取录音：\(failure.words)。")
        case .success(nil):
            throw UnreadableArrival("The recording is larger than \(maximumBytes) bytes.", "录音超过 \(maximumBytes) 字节。")
        case .success(let octets?): return octets
        }
    }
}
