/// How long is waited for what a program must do.
struct ProgramPatience: Sendable, Hashable {
    /// From the start to the answer to `initialize`.
    var start: Duration = .seconds(30)
    /// For `check`, which makes a real connection.
    var check: Duration = .seconds(30)
    /// For `health`, which makes none.
    var health: Duration = .seconds(5)
    /// Between two questions for health.
    var healthPause: Duration = .seconds(30)
    /// How many answers to `health` may be missing in a row.
    var missedHealth = 3
    /// For `webhook.receive`: providers give up after little more.
    var webhook: Duration = .seconds(8)
    /// For `attachment.open`.
    var attachment: Duration = .seconds(60)
    /// From `shutdown` to the end of standard input.
    var shutdown: Duration = .seconds(5)
    /// From the end of standard input to SIGTERM, and from there to SIGKILL.
    var insistence: Duration = .seconds(2)
    /// How long a program that nobody listens to is kept for the next delivery.
    var idle: Duration = .seconds(2)
}
