public import ChannelKit

/// A pure description of a conversation with a provider: what to ask, and what each answer leads to.
///
/// It is data, so a provider's whole way of sending can be read and tested without a socket: feed it answers and look at the
/// requests. ``ProviderChannel`` carries it out.
public indirect enum Exchange<Outcome: Sendable>: Sendable {
    /// Ask this; the answer leads on.
    case ask(ProviderRequest, then: @Sendable (ProviderAnswer) -> Exchange<Outcome>)
    /// It is done.
    case done(Outcome)
    /// It cannot be done.
    case failed(DeliveryFailure)
    /// The provider says that the access token is no longer good: a new one is obtained and the exchange begun again, once.
    ///
    /// Only for answers that show that nothing was carried out. If it happens again the failure is the outcome.
    case tokenExpired(DeliveryFailure)
}

extension Exchange {
    /// Goes on with another exchange once this one is done.
    public func then<Next: Sendable>(_ next: @escaping @Sendable (Outcome) -> Exchange<Next>) -> Exchange<Next> {
        switch self {
        case .ask(let request, let read): .ask(request) { read($0).then(next) }
        case .done(let outcome): next(outcome)
        case .failed(let failure): .failed(failure)
        case .tokenExpired(let failure): .tokenExpired(failure)
        }
    }
}
