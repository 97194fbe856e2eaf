import Testing

@testable import ConformanceCases

/// A suite that cannot fail is worth nothing: each flaw is found, by the cases meant for it and no others.
@Suite struct BrokenAdapterTests {
    private static let reading = "the same arrival gives equal envelopes, twice and by another adapter"
    private static let samples = "each sample gives the envelopes that are expected"
    private static let poison = "a poison arrival is unreadable for a reason and harms no other"
    private static let attachments = "attachments keep their octets, and their names hold no path"
    private static let badSettings = "settings that contradict each other are refused by their path"
    private static let outcomes = "every way the outside answers has its verdict, after exactly one attempt"
    private static let retry = "the next attempt sends the same octets to the same place"
    private static let canceled = "a delivery canceled while it waits ends, and its outcome is unknown"
    private static let split = "a text is split at the channel's limit and nowhere before"
    private static let deliverySecrets = "no secret stands in a part, a receipt, a failure or the log of a delivery"
    private static let confirmed = "a submission is confirmed only when it was journaled"

    static let found: [(flaw: Flaw, cases: Set<String>)] = [
        (.readsTheClock, [reading]),
        (
            .remembersArrivals,
            [
                reading, "readings at the same time do not disturb each other",
                "duplicates and another order change nothing in what an arrival gives",
            ]
        ),
        (.namesByTime, [samples, "an arrival that comes again later keeps its external ids"]),
        (.readsPoison, [poison]),
        (
            .throwsSomethingElse,
            [
                poison, "a sample cut off anywhere is read or refused",
                "a sample with random damage is read or refused",
                "strange octets in any place are read or refused", "five megabytes of anything are read or refused",
                "the fields beside the body are as little trusted as the body",
            ]
        ),
        (.worksInSquares, ["the work of reading grows no faster than what is read"]),
        (.keepsPaths, [samples, attachments]),
        (.cutsNames, [attachments]),
        (.takesBadSettings, [badSettings]),
        (.showsTheSecretInARefusal, [badSettings]),
        (
            .takesUnsignedCalls,
            ["each sample call is taken or refused as expected", "a signed call whose body was changed is refused"]
        ),
        (.namesCallsAtRandom, ["a call that comes three times names the same arrivals"]),
        (.swallowsRefusedImports, ["when the journal refuses, reading a file stops with its error"]),
        (.takesHalfFiles, ["a file that breaks off with an error is not taken for a whole one"]),
        (.settlesTooEarly, ["what the journal never took is there after a restart"]),
        (.trustsTheFuture, ["a cursor from the future loses nothing", "a corrupt cursor loses nothing"]),
        (.diesOfBadCursors, ["a corrupt cursor loses nothing"]),
        (.givesUpWhenBusy, ["what a busy journal refuses is offered again"]),
        (.goesOnWhenRefused, ["a refused account blocks the channel and says what to do"]),
        (.plansByTheClock, ["a reply planned twice is the same to the octet"]),
        (.splitsTooLate, [split]),
        (.losesALetter, [split]),
        (.writesHeadersRaw, ["nothing in a subject, a name or an id breaks out of its line"]),
        (.smugglesRecipients, ["an address that smuggles something in is refused or defused"]),
        (.dropsFiles, ["files are sent whole or the reply is refused, never dropped"]),
        (.triesTwice, [outcomes, retry]),
        (.callsTimeoutsLater, [outcomes, canceled]),
        (.callsEverythingSent, [outcomes, canceled]),
        (.changesTheRetry, [retry, "deliveries at the same time do not disturb each other"]),
        (.logsTheSecret, [deliverySecrets]),
        (
            .tellsTheSecret,
            [deliverySecrets, "no secret stands in what a listening or pulling adapter reports"]
        ),
        (.isSilentAboutHealth, ["a health check answers in words, whatever the outside does"]),
        (.confirmsWhatWasRefused, [confirmed]),
        (.tellsTheOperatorsLog, [confirmed]),
    ]

    /// Cases that feed an adapter thousands of inputs; they run only for the flaws that they are meant to find.
    private static let heavy = Set(HostileCases.all.map(\.name)).union([
        "a damaged file gives arrivals or is unreadable", "a strange call is answered and breaks nothing",
        "a strange request is answered and breaks nothing", "a signed call whose body was changed is refused",
        "a value that does not fit its setting is refused by the setting's path",
    ])

    /// How long is waited for what a broken adapter never does.
    private static let patience = Duration.seconds(10)

    @Test(arguments: found.indices)
    func `a flaw is found by the cases meant for it and by no others`(index: Int) async {
        let (flaw, expected) = Self.found[index]
        let isOfPage = [.confirmsWhatWasRefused, .tellsTheOperatorsLog].contains(flaw)
        let subject = isOfPage ? SampleSubjects.page(flaw) : SampleSubjects.chat(flaw)
        let runsHeavy = !expected.isDisjoint(with: Self.heavy)
        await Patience.$limit.withValue(Self.patience) {
            var failed: Set<String> = []
            for promise in ConformanceCases.all where runsHeavy || !Self.heavy.contains(promise.name) {
                if await promise.run(subject).isFailure { failed.insert(promise.name) }
            }
            #expect(failed == expected, "\(flaw)")
        }
    }

    @Test(arguments: [
        (Flaw.ignoresCancellation, "a canceled adapter stops, waiting or with the journal busy"),
        (.neverComesBack, outcomes),
    ])
    func `an adapter that hangs fails its case and does not hang it`(flaw: Flaw, name: String) async throws {
        let promise = try #require(ConformanceCases.all.first { $0.name == name })
        let report = await Patience.$limit.withValue(.milliseconds(500)) {
            await promise.run(SampleSubjects.chat(flaw))
        }
        #expect(report.isFailure)
    }

    @Test func `every flaw is tried`() {
        let tried = Self.found.map(\.flaw) + [.ignoresCancellation, .neverComesBack]
        #expect(Set(tried) == Set(Flaw.allCases))
        #expect(tried.count == Flaw.allCases.count)
    }

    private static let manifests: [(change: (String, String), name: String)] = [
        (("webhook, listening", "listening"), "the manifest declares exactly the abilities that the adapter has"),
        (("files]", "files, page]"), "the manifest declares exactly the abilities that the adapter has"),
        (("The host name of the chat.", "host"), "the manifest is valid and documents every setting"),
        (("kind: sample", "kind: SAMPLE!"), "the manifest is valid and documents every setting"),
        (("replies: true", "replies: false"), "abilities that only a sender can have belong to a sender"),
    ]

    @Test(arguments: manifests.indices)
    func `a manifest that is not true is found`(index: Int) async throws {
        let ((old, new), name) = Self.manifests[index]
        var subject = SampleSubjects.chat()
        let text = String(decoding: subject.manifestSource, as: UTF8.self)
        subject.manifestSource = Array(text.replacing(old, with: new).utf8)
        let promise = try #require(ConformanceCases.all.first { $0.name == name })
        #expect(await promise.run(subject).isFailure)
    }

    @Test(arguments: 0..<7) func `a subject without samples is found`(number: Int) async throws {
        var subject = SampleSubjects.chat()
        switch number {
        case 0: subject.arrivals = []
        case 1: subject.poison = []
        case 2: subject.requests = []
        case 3: subject.files = []
        case 4: subject.source = nil
        case 5: subject.delivery = nil
        default: subject.secrets = ["SAMPLE_TOKEN": "short"]
        }
        let name = "the subject gives samples for everything the manifest declares"
        let promise = try #require(ConformanceCases.all.first { $0.name == name })
        #expect(await promise.run(subject).isFailure)
        #expect(await promise.run(SampleSubjects.chat()).isFailure == false)
    }
}
