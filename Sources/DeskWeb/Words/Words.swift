/// Everything pages say, in one language.
///
/// Both wordings stand side by side, so that none can be missing.
struct Words: Sendable, Hashable {
    /// The language.
    let language: Language

    /// The wording of this language.
    func say(_ english: @autoclosure () -> String, _ chinese: @autoclosure () -> String) -> String {
        switch language {
        case .english: english()
        case .chinese: chinese()
        }
    }

    /// A number of things: English has a singular.
    func count(_ number: Int, _ one: String, _ many: String, _ chinese: String) -> String {
        say("\(number) \(number == 1 ? one : many)", "\(number) \(chinese)")
    }
}
