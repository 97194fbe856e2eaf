import ChannelKit

extension Wording {
    /// That a message of a kind, by the provider's name of it, cannot be shown.
    static func unshown(_ kind: String) -> Wording {
        Wording("A message of the kind \"\(kind)\" cannot be shown.", "无法显示“\(kind)”类型的消息。")
    }

    /// That of a message of a kind, by the provider's name of it, only the words are shown.
    static func shownByWords(_ kind: String) -> Wording {
        Wording(
            "A message of the kind \"\(kind)\" is shown as far as it has words.",
            "“\(kind)”类型的消息只显示其中的文字。"
        )
    }
}
