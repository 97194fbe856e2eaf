import ChannelKit
import Foundation
import MailParsing

extension SigningAuthorities {
    /// Reads the file that `smime.roots` names; nil when signatures are not to be checked.
    ///
    /// - Throws: `SettingProblem` when the file cannot be read or holds no certificates.
    init?(_ settings: ChannelSettings) throws(SettingProblem) {
        guard settings["smime"] != nil else { return nil }
        guard let path = settings.text("smime.roots"), let octets = Self.octets(ofFile: path) else {
            throw Self.problem("cannot be read")
        }
        guard let authorities = SigningAuthorities(pem: octets) else {
            throw Self.problem("holds no certificates, too many, or a broken one")
        }
        self = authorities
    }

    private static func octets(ofFile path: String) -> [UInt8]? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        return (try? file.read(upToCount: maximumOctets + 1)).map(Array.init)
    }

    private static func problem(_ words: String) -> SettingProblem {
        SettingProblem(
            path: "smime.roots",
            problem: "the file \(words)",
            allowed: "a readable PEM file with 1 to 500 certificates of authorities, at most 1 MB"
        )
    }
}
