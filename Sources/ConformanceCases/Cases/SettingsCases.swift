import ChannelKit
import DeskConfiguration

/// Settings that are good, bad and missing, read as the product reads them.
enum SettingsCases {
    static let all = [
        ConformanceCase("good settings make an adapter, which touches nothing yet") { run in
            let trial = try run.trial()
            try run.require(trial.outside.calls == 0, "making the adapter asked the outside for something")
            let before = try TrialFolder()
            _ = try run.trial(folder: before)
            if run.subject.source == nil {
                try run.require(before.contents.isEmpty, "making the adapter wrote files: \(before.contents)")
            }
        },
        ConformanceCase("each required setting is missed by its name") { run in
            let manifest = try run.manifest()
            for setting in manifest.settings where setting.isRequired {
                run.note("without \(setting.name)")
                try requireRefusal(of: [setting.name: nil], naming: setting.name, "missing", run)
            }
        },
        ConformanceCase("a value that does not fit its setting is refused by the setting's path") { run in
            for setting in try run.manifest().settings {
                for wrong in WrongValues.of(setting.type, isRequired: setting.isRequired) {
                    let path = wrong.member.map { "\(setting.name).\($0)" } ?? setting.name
                    run.note("\(path) as \(wrong.value.prefix(60))")
                    try requireRefusal(of: [setting.name: wrong.value], naming: path, "wrong", run)
                }
            }
        },
        ConformanceCase("a setting that nobody knows is refused") { run in
            try requireRefusal(of: ["no_such_setting": "1"], naming: "no_such_setting", "unknown", run)
        },
        ConformanceCase("settings that contradict each other are refused by their path") { run in
            for bad in run.subject.badSettings {
                run.note(bad.name)
                try requireRefusal(of: bad.changes, naming: bad.path, bad.name, run)
            }
        },
    ]

    /// Requires that settings are refused, by the reader or the adapter, with the path and without a secret.
    private static func requireRefusal(
        of changes: [String: String?],
        naming path: String,
        _ what: String,
        _ run: CaseRun
    ) throws {
        let secrets = SecretSearch(secrets: run.subject.secrets.merging(WrongValues.secret) { $1 })
        let told: [(path: String, words: String)]
        do {
            _ = try run.trial(changing: changes)
            throw CaseFailure("settings were taken although \(path) is \(what)")
        } catch let failure as CaseFailure {
            throw failure
        } catch let invalid as InvalidConfiguration {
            told = invalid.errors.map { ($0.keyPath, $0.description) }
        } catch let problem as SettingProblem {
            told = [("\(SubjectConfiguration.channelPath).\(problem.path)", problem.description)]
            try run.require(!problem.problem.isEmpty && !problem.allowed.isEmpty, "a problem of \(path) has no words")
        }
        let wanted = "\(SubjectConfiguration.channelPath).\(path)"
        let isNamed = told.contains {
            $0.path == wanted || $0.path.hasPrefix("\(wanted)[") || $0.path.hasPrefix("\(wanted).")
        }
        try run.require(
            isNamed,
            "\(path) is \(what), and only this is told: \(told.map(\.words).joined(separator: "; "))"
        )
        for (_, words) in told {
            let found = secrets.find(in: words)
            try run.require(found == nil, "the refusal of \(path) shows \(found ?? "")")
        }
    }
}

/// Values that do not fit a setting's type.
enum WrongValues {
    /// A value, and the member of a group that it is wrong in.
    struct Wrong {
        var value: String
        var member: String?
    }

    /// A secret written out where a reference belongs; no error may repeat it.
    static let secret = ["written out": "written-out-correcthorse"]

    static func of(_ type: SettingType, isRequired: Bool) -> [Wrong] {
        guard case .object(let members) = type else {
            return scalars(type).map { Wrong(value: $0, member: nil) }
        }
        // One wrong value for each member; that others are missing is told beside it.
        let wrong = members.compactMap { member in
            scalars(member.type).first.map { Wrong(value: "{\(member.name): \($0)}", member: member.name) }
        }
        return [Wrong(value: "a text", member: nil)] + wrong
    }

    private static func scalars(_ type: SettingType) -> [String] {
        switch type {
        case .text(let maximum): maximum < 5000 ? [String(repeating: "x", count: maximum + 1), "[a]"] : ["[a]"]
        case .integer(let range): ["many"] + outside(range)
        case .boolean: ["perhaps", "1"]
        case .duration: ["yesterday", "5 parsecs"]
        case .size: ["huge", "-1"]
        case .choice: ["no-such-choice"]
        case .secret: [secret["written out"] ?? "", "{env: NO_SUCH_VARIABLE_IS_SET}"]
        case .emailAddress: ["nobody", "a@b@c"]
        case .url: ["gopher:hole"]
        case .path: ["[a]"]
        case .channel: ["no-such-channel"]
        case .region: ["Nowhere"]
        case .list, .object, .table: ["a text"]
        }
    }

    private static func outside(_ range: ClosedRange<Int64>) -> [String] {
        let below = range.lowerBound == .min ? [] : ["\(range.lowerBound - 1)"]
        return below + (range.upperBound == .max ? [] : ["\(range.upperBound + 1)"])
    }
}
