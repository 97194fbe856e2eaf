public import ConformanceCases
public import Testing

/// Holds an adapter against the contract inside a test.
///
/// One test runs all of it with ``check(_:needs:sourceLocation:)``; a test over `ConformanceCases.all` with
/// ``check(_:against:sourceLocation:)`` shows each case by its name and runs them beside each other:
///
/// ```swift
/// @Test(arguments: ConformanceCases.all)
/// func `the adapter keeps the contract`(_ promise: ConformanceCase) async throws {
///     await ChannelConformance.check(try Self.subject(), against: promise)
/// }
/// ```
public enum ChannelConformance {
    /// Runs all cases and records an issue for each promise that is broken.
    ///
    /// - Parameters:
    ///   - subject: the adapter under test.
    ///   - needs: of which needs the cases are run; all of them unless named. A variant of a subject that differs in one
    ///     ability alone need not repeat the others' cases.
    ///   - sourceLocation: where the issues are recorded.
    public static func check(
        _ subject: ConformanceSubject,
        needs: Set<CaseNeed> = Set(CaseNeed.allCases),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        for promise in ConformanceCases.all where needs.contains(promise.need) {
            await check(subject, against: promise, sourceLocation: sourceLocation)
        }
    }

    /// Runs one case and records an issue when its promise is broken.
    public static func check(
        _ subject: ConformanceSubject,
        against promise: ConformanceCase,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let report = await promise.run(subject)
        if report.isFailure { Issue.record(Comment(rawValue: report.description), sourceLocation: sourceLocation) }
    }
}

extension ConformanceCase: CustomTestStringConvertible {
    /// The case's name.
    public var testDescription: String { name }
}
