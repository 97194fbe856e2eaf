import ChannelKit

/// Checks of settings that only some providers need.
extension ChannelSettings {
    /// Requires text at a path that may stand in an address: letters, digits and a few marks.
    ///
    /// - Parameters:
    ///   - path: the setting's name.
    ///   - meaning: what it is and where it is found, for the message.
    /// - Throws: `SettingProblem` when there is none or it has another form.
    func require(name path: String, _ meaning: String) throws(SettingProblem) {
        guard let value = text(path) else {
            throw SettingProblem(path: path, problem: "this provider needs it", allowed: meaning)
        }
        let isName =
            !value.isEmpty
            && value.utf8.allSatisfy { octet in
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
        guard isName else {
            throw SettingProblem(path: path, problem: "this is no such name", allowed: meaning)
        }
    }
}
