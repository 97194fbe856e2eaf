import ChannelKit
import Crypto
import ProviderKit
import Testing

@testable import WebFormAdapter

struct SpamLayerTests {
    @Test(arguments: [0, 1, 2])
    func `a form sent sooner than people type is asked to be sent again`(_ seconds: Int64) async throws {
        let sample = try FormSample()
        let answer = try await sample.submit(FormSample.complete, after: seconds).answer()
        #expect(answer.status == 429)
        #expect(answer.headers.first(named: "Retry-After") == String(4 - seconds))
        #expect(answer.text.contains("press “Send” once more"))
        #expect(answer.text.contains("value=\"ada@example.org\""))
        // The same token stays in the page, so that waiting helps.
        var fields = FormSample.complete
        fields["_token"] = try SubmissionTests.token(in: answer.text)
        _ = try await sample.submit(fields, after: 3).arrival()
    }

    @Test func `a form that stood open for more than a day gets a new token and keeps what was typed`() async throws {
        let sample = try FormSample()
        var fields = FormSample.complete
        fields["_token"] = try await sample.token()
        let late = Int64(24 * 3600 + 1)
        let answer = try await sample.submit(fields, after: late).answer()
        #expect(answer.status == 403)
        #expect(answer.text.contains("It weaves."))
        fields["_token"] = try SubmissionTests.token(in: answer.text)
        _ = try await sample.submit(fields, after: late).arrival()
    }

    @Test func `a forged, cut, stretched or borrowed token is none`() async throws {
        let sample = try FormSample()
        let token = try await sample.token()
        let borrowed = try await FormSample(channel: "other-form").token()
        var flipped = Array(token.utf8)
        flipped[5] ^= 1
        let forgeries = [
            "", "x", String(token.dropLast()), token + "A", token + "=", String(decoding: flipped, as: UTF8.self),
            token.uppercased(), borrowed,
        ]
        for forgery in forgeries {
            var fields = FormSample.complete
            fields["_token"] = forgery
            let answer = try await sample.submit(fields).answer()
            #expect(answer.status == 403)
            #expect(answer.text.contains("It weaves."))
        }
    }

    @Test func `every octet of a token is signed`() throws {
        let mint = FormTokenMint(key: [1, 2, 3], channel: ChannelID(rawValue: "a"))
        let token = FormToken(shownAt: FormSample.start, nonce: Array(0..<16))
        let octets = try #require(Base64URL.decode(mint.text(of: token)))
        #expect(mint.read(mint.text(of: token), now: FormSample.start) == .valid(token))
        for index in octets.indices {
            var changed = octets
            changed[index] ^= 0x40
            #expect(mint.read(Base64URL.encode(changed), now: FormSample.start) == .forged)
        }
    }

    @Test func `the sum has one answer and it belongs to one token`() throws {
        let work = ProofOfWork(key: [9])
        let token = FormToken(shownAt: FormSample.start, nonce: Array(repeating: 3, count: 16))
        let challenge = work.challenge(for: token)
        let solution = (0..<challenge.limit).first { number in
            Hexadecimal.encode(SHA256.hash(data: Array("\(challenge.salt)\(number)".utf8))) == challenge.digest
        }
        let number = try #require(solution)
        #expect(work.accepts(String(number), for: token))
        #expect(!work.accepts(String((number + 1) % challenge.limit), for: token))
        #expect(!work.accepts("0\(number)", for: token))
        #expect(!work.accepts(nil, for: token))
        #expect(!work.accepts("", for: token))
        var other = token
        other.nonce[0] = 4
        #expect(!work.accepts(String(number), for: other))
    }

    @Test func `who did the sum is not held to the limit of those who did not`() async throws {
        let limits: SettingValue = .object(["per_address": .integer(100), "per_address_unproven": .integer(2)])
        let sample = try FormSample(["rate_limits": limits])
        for number in 1...3 {
            var fields = FormSample.complete
            fields["message"] = "Number \(number)"
            let outcome = try await sample.submit(fields)
            if number < 3 { _ = try outcome.arrival() } else { #expect(try outcome.answer().status == 429) }
        }
        let page = try await sample.get("form", headers: [HeaderField("Accept", "application/json")])
        let challenge = try #require(try page.member("challenge"))
        let salt = try #require(challenge["salt"]?.text)
        let number = try #require(
            (0..<ProofOfWork.limit).first { number in
                Hexadecimal.encode(SHA256.hash(data: Array("\(salt)\(number)".utf8))) == challenge["digest"]?.text
            }
        )
        var fields = FormSample.complete
        fields["_token"] = try page.member("token")?.text
        fields["_proof"] = String(number)
        let envelope = try sample.adapter.normalize(try await sample.submit(fields).arrival())[0]
        #expect(envelope.providerMetadata == ["proof": "work"])
    }

    @Test func `where no sum is asked a token is proof enough`() async throws {
        let sample = try FormSample([
            "proof_of_work": .boolean(false), "rate_limits": .object(["per_address_unproven": .integer(1)]),
        ])
        #expect(try await !sample.get("form").text.contains("data-digest"))
        for message in ["one", "two", "three"] {
            var fields = FormSample.complete
            fields["message"] = message
            let arrival = try await sample.submit(fields).arrival()
            #expect(try sample.adapter.normalize(arrival)[0].providerMetadata == ["proof": "time"])
        }
    }

    @Test func `one network gets so many submissions an hour and then a page that keeps what was typed`() async throws {
        let limits: SettingValue = .object(["per_address": .integer(2), "per_address_unproven": .integer(0)])
        let sample = try FormSample(["rate_limits": limits])
        for message in ["one", "two"] {
            var fields = FormSample.complete
            fields["message"] = message
            _ = try await sample.submit(fields, from: "2001:db8:1:2::1").arrival()
        }
        let answer = try await sample.submit(FormSample.complete, from: "2001:db8:1:2:ffff::9").answer()
        #expect(answer.status == 429)
        #expect(Int(answer.headers.first(named: "Retry-After") ?? "").map { (60...1800).contains($0) } == true)
        #expect(answer.text.contains("It weaves."))
        #expect(answer.text.contains("Many messages came"))
        _ = try await sample.submit(FormSample.complete, from: "2001:db8:1:3::1").arrival()
        _ = try await sample.submit(FormSample.complete, from: "2001:db8:1:2::1", after: 60 + 1800).arrival()
    }

    @Test func `one mail address gets so many submissions an hour from wherever they come`() async throws {
        let sample = try FormSample(["rate_limits": .object(["per_email": .integer(1)])])
        _ = try await sample.submit(FormSample.complete, from: "192.0.2.1").arrival()
        var fields = FormSample.complete
        fields["email"] = "ADA@Example.org"
        #expect(try await sample.submit(fields, from: "192.0.2.2").answer().status == 429)
        fields["email"] = "grace@example.org"
        _ = try await sample.submit(fields, from: "192.0.2.2").arrival()
    }

    @Test func `mistakes cost a tenth of a submission`() async throws {
        let sample = try FormSample(["rate_limits": .object(["per_address": .integer(1)])])
        for _ in 0..<10 { #expect(try await sample.submit(["email": "nobody"]).answer().status == 422) }
        #expect(try await sample.submit(["email": "nobody"]).answer().status == 429)
    }

    @Test func `the table of limits forgets the oldest rather than grow`() {
        let limiter = RateLimiter<LimitedSubject>(generationSize: 8)
        for network in 0..<1000 {
            let limit = [(subject: LimitedSubject.network(UInt64(network)), perHour: Int?.some(1))]
            #expect(limiter.take(1, from: limit, now: FormSample.start) == nil)
            #expect(limiter.take(1, from: limit, now: FormSample.start) == .seconds(3600))
        }
    }

    @Test func `a clock that is set back refills nothing`() {
        let limiter = RateLimiter<LimitedSubject>()
        let limit = [(subject: LimitedSubject.network(1), perHour: Int?.some(1))]
        #expect(limiter.take(1, from: limit, now: FormSample.start) == nil)
        #expect(limiter.take(1, from: limit, now: Timestamp(seconds: 0)) != nil)
    }

    @Test(arguments: [
        ("192.0.2.1", "::ffff:192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
        ("2001:db8::1", "2001:db8::ffff", true), ("2001:db8::1", "2001:db8:0:1::1", false),
        ("fe80::1%eth0", "fe80::2", true), ("nonsense", "more nonsense", true),
    ])
    func `a network is an IPv4 address or an IPv6 prefix`(_ one: String, _ other: String, _ isSame: Bool) {
        #expect((NetworkAddress.network(of: one) == NetworkAddress.network(of: other)) == isSame)
    }
}
