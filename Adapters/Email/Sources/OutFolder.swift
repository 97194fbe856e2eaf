import ChannelKit

/// A folder that replies are written into as files.
struct OutFolder: Sendable {
    let path: String

    /// Writes a part as a file named by its Message-ID: the same part again is the same file.
    func write(_ part: OutboundPart) async throws(DeliveryFailure) -> DeliveryReceipt {
        guard let id = part.externalID?.rawValue, !id.isEmpty else {
            throw DeliveryFailure(
                .never,
                reason: Wording("The reply has no id and cannot be written.", "回复没有标识，无法写入。"),
                detail: "part without id"
            )
        }
        let name = Self.fileName(id)
        let written = await BlockingWork.run { [path] in
            Result { () throws(FileAccess.Failure) in
                try FileAccess.makeFolder(path)
                try FileAccess.write(part.body, to: "\(path)/\(name)", in: path, temporaryName: ".\(name).new")
            }
        }
        switch written {
        case .success:
            return DeliveryReceipt(
                externalID: part.externalID,
                answer: Wording("Written to \(name)", "已写入 \(name)")
            )
        case .failure(let failure):
            throw DeliveryFailure(
                .later(after: nil),
                reason:
                    Wording(
                        "The reply could not be written into the folder for sent mail: \(failure.words). It is tried again.",
                        "回复无法写入已发邮件的文件夹：\(failure.words)。将重试。"
                    ),
                detail: "\(path): \(failure.words)"
            )
        }
    }

    /// A file name that no id can leave the folder with.
    static func fileName(_ id: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var name: [UInt8] = []
        for byte in id.utf8.prefix(60) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "@"):
                name.append(byte)
            case UInt8(ascii: ".") where !name.isEmpty: name.append(byte)
            default: name += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        let isWhole = id.utf8.count <= 60
        return String(decoding: name, as: UTF8.self) + (isWhole ? "" : "-" + digest(of: id)) + ".eml"
    }

    private static func digest(of id: String) -> String {
        String(MailFingerprint.digest(Array(id.utf8)).prefix(32))
    }
}
