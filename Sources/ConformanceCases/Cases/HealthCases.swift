import ChannelKit

/// A health check always answers, in words.
enum HealthCases {
    static let all = [
        ConformanceCase("a health check answers in words, whatever the outside does", needs: .health) { run in
            let trial = try run.trial()
            let checker = try run.require(trial.adapter as? any HealthChecking, "the adapter checks nothing")
            // Unstructured, so that a check that never answers fails the case and does not hang it.
            let work = Task { await checker.checkHealth() }
            guard let check = await Patience.value(of: work, limit: Patience.limit) else {
                throw CaseFailure("the check does not answer")
            }
            for finding in check.findings { run.note(finding.english) }
            try requireWords(check, run)
        },
        ConformanceCase("a refused account makes the check unhealthy and says what to do", needs: .health) { run in
            let trial = try run.trial()
            guard trial.source?.refuseAccount() == true else {
                run.note("there is no account")
                return
            }
            let checker = try run.require(trial.adapter as? any HealthChecking, "the adapter checks nothing")
            let check = await checker.checkHealth()
            try run.require(!check.isHealthy, "the account is refused, and the channel is called healthy")
            try requireWords(check, run)
        },
    ]

    private static func requireWords(_ check: HealthCheck, _ run: CaseRun) throws {
        try run.require(!check.findings.isEmpty, "the check says nothing")
        try run.require(check.findings.count <= 100, "the check has \(check.findings.count) findings")
        for finding in check.findings.map(\.english) {
            try run.require(finding.split(separator: " ").count >= 2, "a finding is no sentence: \(finding)")
            try run.require(finding.count <= 2000, "a finding has \(finding.count) characters")
            let isPlain = !finding.unicodeScalars.contains(where: SingleLine.isControl)
            try run.require(isPlain, "a finding breaks its line")
        }
    }
}
