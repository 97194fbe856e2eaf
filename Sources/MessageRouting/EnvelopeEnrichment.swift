import ChannelKit
import DeskModel
import Failpoints
import Logging
import Synchronization
import TicketStorage

/// Fetches what an envelope only points at: files behind handles, and the name of a sender the provider did not send along.
///
/// It asks providers, so all of it is bounded in count, size and time, and none of it is needed: an envelope whose files cannot
/// be fetched is routed without them and says so. A provider that failed is left alone for a minute, so that its trouble never
/// holds up other channels.
struct EnvelopeEnrichment: Sendable {
    /// For how long all of one arrival's look-ups may take.
    static let timeLimit: Duration = .seconds(10)
    /// The most files of one envelope.
    static let maximumFiles = 20
    /// The most bytes of one file where the channel names no limit.
    static let maximumBytes: Int64 = 25 << 20
    /// For how long a failing provider is left alone.
    static let rest: Duration = .seconds(60)

    let directory: ChannelDirectory
    let ids: RecordIDSource
    let logger: Logger
    private let profiles = ProfileMemory()
    private let resting = RestingChannels()

    init(directory: ChannelDirectory, ids: RecordIDSource, logger: Logger) {
        self.directory = directory
        self.ids = ids
        self.logger = logger
    }

    /// The reading with what could be fetched.
    func enriched(_ reading: EnvelopeReading, of arrival: JournaledArrival) async -> EnvelopeReading {
        guard case .envelopes(let items) = reading, items.contains(where: needsAnything),
            let channel = directory[arrival.raw.channel]
        else { return reading }
        let deadline = ContinuousClock.now + Self.timeLimit
        var enriched: [RoutingItem] = []
        enriched.reserveCapacity(items.count)
        for item in items { enriched.append(await self.enriched(item, channel, until: deadline)) }
        return .envelopes(enriched)
    }

    private func needsAnything(_ item: RoutingItem) -> Bool {
        item.envelope.attachments.contains { if case .handle = $0.content { true } else { false } } || lacksName(item)
    }

    private func lacksName(_ item: RoutingItem) -> Bool {
        guard item.envelope.kind == .message, let key = item.envelope.sender.identity else { return false }
        return item.envelope.sender.name == nil && key.kind == .handle
            && directory[item.channel]?.adapter is any ProfileReading
    }

    private func enriched(
        _ item: RoutingItem,
        _ channel: ActiveChannel,
        until deadline: ContinuousClock.Instant
    ) async -> RoutingItem {
        var item = item
        if lacksName(item), let adapter = channel.adapter as? any ProfileReading {
            await addProfile(to: &item, adapter, until: deadline)
        }
        guard let adapter = channel.adapter as? any AttachmentFetching else { return item }
        let limit = channel.abilities.inboundAttachmentBytes ?? Self.maximumBytes
        for (position, attachment) in item.envelope.attachments.enumerated() {
            guard case .handle(let handle) = attachment.content else { continue }
            guard position < Self.maximumFiles else {
                item.envelope.warnings.append(
                    Wording(
                        "More than \(Self.maximumFiles) files came; the rest was not fetched.",
                        "文件超过 \(Self.maximumFiles) 个；其余未获取。"
                    )
                )
                break
            }
            failpoint("file-wanted")
            let found = await within(deadline, on: channel.id) {
                try await adapter.attachment(handle, maximumBytes: limit)
            }
            switch found {
            case .success(let bytes):
                failpoint("file-fetched")
                let blob = BlobBytes(digest: BlobDigest(of: bytes), bytes: bytes)
                item.blobs.append(blob)
                item.attachments.append(
                    AttachmentRecord(
                        id: ids.next(at: item.receivedAt),
                        name: attachment.name,
                        contentType: attachment.contentType,
                        size: bytes.count,
                        blob: blob.digest,
                        contentID: attachment.contentID,
                        isInline: attachment.isInline
                    )
                )
                item.envelope.attachments[position].content = .bytes([])
            case .failure(let absence):
                let name = attachment.name.prefix(100)
                let reason = absence.reason
                item.envelope.warnings.append(
                    Wording(
                        (name.isEmpty ? "A file" : "The file “\(name)”") + " could not be fetched: \(reason.english)",
                        (name.isEmpty ? "一个文件" : "文件“\(name)”") + "无法获取：\(reason.chinese)"
                    )
                )
            }
        }
        return item
    }

    private func addProfile(
        to item: inout RoutingItem,
        _ adapter: any ProfileReading,
        until deadline: ContinuousClock.Instant
    ) async {
        guard let key = item.envelope.sender.identity else { return }
        let profile: EnvelopeSender
        if let known = profiles[key] {
            profile = known
        } else {
            guard
                case .success(let found) = await within(
                    deadline,
                    on: item.channel,
                    { try await adapter.profile(of: key) }
                )
            else { return }
            profiles[key] = found
            profile = found
        }
        item.envelope.sender.name = profile.name
        // Only what the provider itself vouches for; what a person wrote into their profile proves nothing.
        item.envelope.sender.claims += profile.claims
    }

    private static let lateness = Wording(
        "the provider took too long. Route the arrival again to try once more.",
        "服务商耗时过长。重新分派来件即可再试一次。"
    )
    private static let rested = Wording(
        "the provider failed a moment ago. Route the arrival again to try once more.",
        "服务商刚才出错。重新分派来件即可再试一次。"
    )
    private static let useless = Wording("the provider's answer was of no use.", "服务商的答复无法使用。")

    /// Why something was not fetched.
    private struct Absence: Error {
        let reason: Wording

        init(_ reason: Wording) { self.reason = reason }
    }

    private func within<Output: Sendable>(
        _ deadline: ContinuousClock.Instant,
        on channel: ChannelID,
        _ ask: @escaping @Sendable () async throws -> Output
    ) async -> Result<Output, Absence> {
        guard !resting.contains(channel) else {
            return .failure(Absence(Self.rested))
        }
        guard ContinuousClock.now < deadline else {
            return .failure(Absence(Self.lateness))
        }
        do {
            let output = try await withThrowingTaskGroup(of: Output.self) { group in
                group.addTask { try await ask() }
                group.addTask {
                    try await Task.sleep(until: deadline)
                    throw Absence(Self.lateness)
                }
                defer { group.cancelAll() }
                guard let first = try await group.next() else { throw CancellationError() }
                return first
            }
            return .success(output)
        } catch let absence as Absence {
            resting.rest(channel, for: Self.rest)
            return .failure(absence)
        } catch let failure as DeliveryFailure {
            if case .later = failure.verdict { resting.rest(channel, for: Self.rest) }
            logger.notice(
                "Something could not be fetched from a provider.",
                metadata: ["channel": "\(channel)", "detail": "\(failure.detail.prefix(300))"]
            )
            return .failure(Absence(failure.reason))
        } catch {
            return .failure(Absence(Self.useless))
        }
    }
}

/// Profiles that were looked up lately, so that a talkative customer costs one request.
private final class ProfileMemory: Sendable {
    private static let maximumCount = 2_000

    private let profiles = Mutex<[IdentityKey: EnvelopeSender]>([:])

    subscript(key: IdentityKey) -> EnvelopeSender? {
        get { profiles.withLock { $0[key] } }
        set {
            profiles.withLock { profiles in
                if profiles.count >= Self.maximumCount { profiles.removeAll(keepingCapacity: true) }
                profiles[key] = newValue
            }
        }
    }
}

/// Channels whose provider failed a moment ago.
private final class RestingChannels: Sendable {
    private let ends = Mutex<[ChannelID: ContinuousClock.Instant]>([:])

    func contains(_ channel: ChannelID) -> Bool {
        ends.withLock { ($0[channel] ?? .now) > .now }
    }

    func rest(_ channel: ChannelID, for duration: Duration) {
        ends.withLock { $0[channel] = .now + duration }
    }
}
