public import ChannelKit
import Foundation

extension PhoneLogAdapter: HealthChecking {
    /// Looks whether the folder, the followed file and the recordings can be read; nothing is taken.
    public func checkHealth() async -> HealthCheck {
        let settings = settings
        let findings = await BlockingWork.run { () -> [(isGood: Bool, words: Wording)] in
            var findings: [(Bool, Wording)] = []
            if let path = settings.followed {
                findings.append(Self.look(at: path, Wording("Followed file", "跟踪的文件"), mode: R_OK, mayBeMissing: false))
            } else {
                findings.append(
                    Self.look(
                        at: settings.folder,
                        Wording("Folder", "文件夹"),
                        mode: R_OK | W_OK | X_OK,
                        mayBeMissing: true
                    )
                )
            }
            if let path = settings.recordings {
                findings.append(
                    Self.look(at: path, Wording("Recordings", "录音"), mode: R_OK | X_OK, mayBeMissing: false)
                )
            }
            return findings
        }
        return HealthCheck(isHealthy: findings.allSatisfy(\.isGood), findings: findings.map(\.words))
    }

    private static func look(at path: String, _ what: Wording, mode: Int32, mayBeMissing: Bool) -> (Bool, Wording) {
        if access(path, mode) == 0 {
            return (true, Wording("\(what.english) \(path): good.", "\(what.chinese) \(path)：正常。"))
        }
        let code = errno
        if code == ENOENT, mayBeMissing {
            return (
                true, Wording("\(what.english) \(path): is made when it is needed.", "\(what.chinese) \(path)：需要时创建。")
            )
        }
        let words = FileFailure(code: code).words
        return (
            false,
            Wording(
                "\(what.english) \(path): \(words). Create it or correct its rights.",
                "\(what.chinese) \(path)：\(words)。请创建它或更正其权限。"
            )
        )
    }
}
