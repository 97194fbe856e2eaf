/// What is wrong with a sample adapter on purpose.
enum Flaw: String, Sendable, CaseIterable {
    case readsTheClock, remembersArrivals, namesByTime, readsPoison, throwsSomethingElse, worksInSquares, keepsPaths
    case cutsNames
    case takesBadSettings, showsTheSecretInARefusal
    case takesUnsignedCalls, namesCallsAtRandom
    case swallowsRefusedImports, takesHalfFiles
    case settlesTooEarly, trustsTheFuture, diesOfBadCursors, givesUpWhenBusy, ignoresCancellation, goesOnWhenRefused
    case plansByTheClock, splitsTooLate, losesALetter, writesHeadersRaw, smugglesRecipients, dropsFiles
    case triesTwice, callsTimeoutsLater, callsEverythingSent, changesTheRetry, neverComesBack
    case logsTheSecret, tellsTheSecret, isSilentAboutHealth
    case confirmsWhatWasRefused, tellsTheOperatorsLog
}
