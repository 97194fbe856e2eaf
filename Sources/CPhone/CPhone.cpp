#include "CPhone.h"

#include <cstring>
#include <string>

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace {

template <size_t capacity>
bool copy(const std::string &text, char (&out)[capacity]) {
    if (text.size() >= capacity) return false;
    std::memcpy(out, text.data(), text.size());
    out[text.size()] = '\0';
    return true;
}

cphone_kind kind_of(PhoneNumberUtil::PhoneNumberType type) {
    switch (type) {
    case PhoneNumberUtil::FIXED_LINE: return CPHONE_KIND_FIXED;
    case PhoneNumberUtil::MOBILE: return CPHONE_KIND_MOBILE;
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE: return CPHONE_KIND_FIXED_OR_MOBILE;
    case PhoneNumberUtil::TOLL_FREE: return CPHONE_KIND_TOLL_FREE;
    case PhoneNumberUtil::PREMIUM_RATE: return CPHONE_KIND_PREMIUM_RATE;
    case PhoneNumberUtil::SHARED_COST: return CPHONE_KIND_SHARED_COST;
    case PhoneNumberUtil::VOIP: return CPHONE_KIND_VOIP;
    case PhoneNumberUtil::PERSONAL_NUMBER: return CPHONE_KIND_PERSONAL;
    case PhoneNumberUtil::PAGER: return CPHONE_KIND_PAGER;
    case PhoneNumberUtil::UAN: return CPHONE_KIND_COMPANY;
    case PhoneNumberUtil::VOICEMAIL: return CPHONE_KIND_VOICEMAIL;
    default: return CPHONE_KIND_UNKNOWN;
    }
}

}  // namespace

extern "C" cphone_status cphone_parse(const char *text, size_t length, const char *region, cphone_number *number) try {
    const PhoneNumberUtil &library = *PhoneNumberUtil::GetInstance();
    PhoneNumber parsed;
    // "ZZ" is the library's word for "no region": only numbers that carry their country code are understood.
    const auto outcome = library.Parse(std::string(text, length), region ? region : "ZZ", &parsed);
    if (outcome != PhoneNumberUtil::NO_PARSING_ERROR) return CPHONE_NONE;

    std::string e164, home;
    library.Format(parsed, PhoneNumberUtil::E164, &e164);
    library.GetRegionCodeForNumber(parsed, &home);
    if (home == "ZZ") home.clear();
    if (!copy(e164, number->e164) || !copy(home, number->region)) return CPHONE_NONE;
    if (!copy(parsed.has_extension() ? parsed.extension() : std::string(), number->extension)) return CPHONE_NONE;
    number->kind = kind_of(library.GetNumberType(parsed));

    if (library.IsValidNumber(parsed)) return CPHONE_VALID;
    return library.IsPossibleNumber(parsed) ? CPHONE_POSSIBLE : CPHONE_IMPOSSIBLE;
} catch (...) {
    return CPHONE_NONE;
}
