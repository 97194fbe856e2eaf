public import ChannelKit
import Foundation

extension PhoneLogAdapter: HealthChecking {
    /// Looks whether the folder, the followed file and the recordings can be read; nothing is taken.
    public func checkHealth() async -> HealthCheck {
        let settings = settings
        let findings = await BlockingWork.run { () -> [(isGood: Bool, words: String)] in
            var findings: [(Bool, String)] = []
            if let path = settings.followed {
                findings.append(Self.look(at: path, "Followed file", mode: R_OK, mayBeMissing: false))
            } else {
                findings.append(Self.look(at: settings.folder, "Folder", mode: R_OK | W_OK | X_OK, mayBeMissing: true))
            }
            if let path = settings.recordings {
                findings.append(Self.look(at: path, "Recordings", mode: R_OK | X_OK, mayBeMissing: false))
            }
            return findings
        }
        return HealthCheck(isHealthy: findings.allSatisfy(\.isGood), findings: findings.map(\.words))
    }

    private static func look(at path: String, _ what: String, mode: Int32, mayBeMissing: Bool) -> (Bool, String) {
        if access(path, mode) == 0 { return (true, "\(what) \(path): good.") }
        let code = errno
        if code == ENOENT, mayBeMissing { return (true, "\(what) \(path): is made when it is needed.") }
        return (false, "\(what) \(path): \(FileFailure(code: code).words). Create it or correct its rights.")
    }
}
