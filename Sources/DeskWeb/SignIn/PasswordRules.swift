/// What a new password must be.
///
/// Length counts, composition does not; what everybody uses is refused.
enum PasswordRules {
    static let minimumLength = 12
    /// In UTF-8 bytes; more is no safer and only costs.
    static let maximumBytes = 1_024

    /// Why a password is not taken.
    enum Problem: Sendable, Hashable {
        case tooShort
        case tooLong
        case tooCommon
    }

    /// What is wrong with a password; nil when nothing is.
    ///
    /// - Parameters:
    ///   - password: what was typed.
    ///   - personal: words an attacker would try first: the address, the name, the desk's name.
    /// - Returns: the first problem found.
    static func problem(with password: String, personal: [String]) -> Problem? {
        guard password.count >= minimumLength else { return .tooShort }
        guard password.utf8.count <= maximumBytes else { return .tooLong }
        let lowered = password.lowercased()
        if Set(lowered).count < 5 || isRun(lowered) { return .tooCommon }
        let letters = plain(lowered)
        let known =
            commonWords + personal.flatMap { $0.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init) }
        // A known word, alone or repeated, with digits and signs around it is what guessing programs try first.
        for word in known where word.count >= 4 {
            if !letters.isEmpty, consists(letters, of: word) { return .tooCommon }
        }
        return commonPasswords.contains(lowered) ? .tooCommon : nil
    }

    /// The letters alone, with the usual digits read as the letters they stand for when they are between letters.
    private static func plain(_ password: String) -> String {
        var text = ""
        for character in password {
            switch character {
            case "0": text.append("o")
            case "@": text.append("a")
            case "$": text.append("s")
            default: if character.isLetter { text.append(character) }
            }
        }
        while text.last == "o", !password.hasSuffix("o") { text.removeLast() }
        return text
    }

    private static func consists(_ text: String, of word: String) -> Bool {
        var rest = text[...]
        while rest.hasPrefix(word) { rest = rest.dropFirst(word.count) }
        return rest.count <= 1 && rest.count < text.count
    }

    /// Whether each character follows its neighbor, up or down, as in `123456789012` or `abcdefghijkl`.
    private static func isRun(_ text: String) -> Bool {
        let values = text.unicodeScalars.map { Int($0.value) }
        let steps = zip(values, values.dropFirst()).map { $1 - $0 }
        let regular = steps.count { $0 == 1 || $0 == -9 }
        let backward = steps.count { $0 == -1 || $0 == 9 }
        return max(regular, backward) >= steps.count - 1
    }

    private static let commonWords = [
        "password", "passwort", "passw", "welcome", "letmein", "qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm", "admin",
        "administrator", "support", "helpdesk", "tributary", "changeme", "secret", "iloveyou", "monkey", "dragon",
        "football", "baseball", "sunshine", "princess", "master", "login", "default", "woaini", "mima", "test",
    ]

    private static let commonPasswords: Set<String> = [
        "1q2w3e4r5t6y", "1qaz2wsx3edc", "q1w2e3r4t5y6", "qwertyuiop[]", "1234qwerasdf", "qwer1234asdf", "qazwsxedcrfv",
        "correcthorsebatterystaple", "trustno1trustno1", "password1password1", "abcd1234abcd", "abc123abc123",
        "1234567890qwerty", "qwerty1234567890", "5201314520131", "woaini1314520",
    ]
}
