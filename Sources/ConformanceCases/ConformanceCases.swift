/// The contract of `ChannelKit` as cases that every adapter is held against.
public enum ConformanceCases {
    /// All cases, in the order of a message's way through an adapter.
    public static let all: [ConformanceCase] =
        ManifestCases.all + SettingsCases.all + NormalizeCases.all + HostileCases.all + FileCases.all + WebhookCases.all
        + PageCases.all + StreamCases.all + PlanCases.all + DeliveryCases.all + HealthCases.all + SecretCases.all

    /// Runs all cases one after another, telling of each as it ends.
    ///
    /// - Returns: the reports in the order of ``all``.
    public static func run(
        _ subject: ConformanceSubject,
        each: @Sendable (CaseReport) -> Void = { _ in }
    ) async -> [CaseReport] {
        var reports: [CaseReport] = []
        for next in all {
            let report = await next.run(subject)
            each(report)
            reports.append(report)
        }
        return reports
    }
}
