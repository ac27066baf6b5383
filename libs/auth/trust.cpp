#include "libs/auth/trust.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <openssl/x509.h>

#include "libs/config/config.hpp"

namespace hearth::auth {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kIdBytes = 16;

tl::unexpected<Error> bad(const std::string& file, const std::string& message) {
    return fail(invalid_argument(file, "BAD_KEY_FILE", message));
}

bool matches(std::string_view pattern, std::string_view text) {
    if (!pattern.ends_with('*')) return pattern == text;
    return text.starts_with(pattern.substr(0, pattern.size() - 1));
}

/// Sorted, so that the same folder reads the same.
std::vector<fs::path> key_files(const std::string& folder, std::error_code& wrong) {
    std::vector<fs::path> files;
    for (fs::directory_iterator at{folder, wrong}; !wrong && at != fs::directory_iterator{};
         at.increment(wrong)) {
        if (at->path().extension() == ".pub") files.push_back(at->path());
    }
    std::ranges::sort(files);
    return files;
}

std::string bytes_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

Ceiling read_ceiling(const std::string& signer, const config::Section& section) {
    Ceiling ceiling;
    ceiling.signer = signer;
    ceiling.audience = section.required_text("audience");
    for (const std::string& tenant : section.list("tenants", {})) {
        ceiling.all_tenants |= tenant == "all";
        ceiling.tenants.insert(tenant);
    }
    const auto whom = section.section("speaks_for");
    for (const std::string& principal : whom.keys())
        ceiling.speaks_for[principal] = whom.list(principal, {});
    return ceiling;
}

Result<Ceilings> read_ceilings(const std::string& file) {
    auto source = config::Source::load(file, {});
    if (!source) return bad(file, source.error().message);
    const auto root = source->root();
    Ceilings all;
    for (const std::string& signer : root.keys())
        all[signer] = std::make_shared<Ceiling>(read_ceiling(signer, root.section(signer)));
    if (auto good = source->finish(); !good) {
        Error error = std::move(good).error();
        for (FieldViolation& field : error.fields)
            field.field.insert(0, file + ": ");
        return fail(std::move(error));
    }
    return all;
}

Result<void> take_key(const fs::path& path, const std::string& ceilings, Reading& read) {
    auto key = public_key(path.string());
    if (!key) return fail(std::move(key).error());
    const std::string name = path.filename().string();
    const auto ceiling = read.ceilings.find(name.substr(0, name.find('.')));
    if (ceiling == read.ceilings.end())
        return bad(path.string(), "is of no signer that " + ceilings + " names");
    const std::string id = id_of(key->get());
    if (!read.trust.emplace(id, TrustedKey{*std::move(key), ceiling->second}).second)
        return bad(path.string(), "is a key that stands in its folder twice");
    return {};
}

}  // namespace

bool Ceiling::allows(const Principal& principal) const {
    if (!all_tenants && !tenants.contains(std::to_string(principal.tenant))) return false;
    const auto may = [&](std::string_view role) {
        return std::ranges::any_of(speaks_for, [&](const auto& grant) {
            return matches(grant.first, principal.id) &&
                   std::ranges::any_of(grant.second, [&](const std::string& allowed) {
                       return allowed == "*" || allowed == role;
                   });
        });
    };
    return !principal.roles.empty() && std::ranges::all_of(principal.roles, may);
}

Result<Reading> read_trust(const std::string& folder, const Ceilings& last) {
    std::error_code wrong;
    const auto files = key_files(folder, wrong);
    if (wrong) return bad(folder, "cannot be read: " + wrong.message());
    Reading read;
    const std::string file = folder + '/' + std::string{kCeilingsFile};
    auto ceilings = read_ceilings(file);
    if (!ceilings) read.faults.push_back(ceilings.error());
    read.ceilings = ceilings ? *std::move(ceilings) : last;
    for (const fs::path& path : files) {
        if (auto good = take_key(path, file, read); !good)
            read.faults.push_back(std::move(good).error());
    }
    if (read.trust.empty()) read.faults.push_back(bad(folder, "holds no public key").value());
    return read;
}

std::string trust_text(const std::string& folder) {
    std::string text = bytes_of(fs::path{folder} / kCeilingsFile);
    std::error_code ignored;
    for (const fs::path& path : key_files(folder, ignored))
        text.append("\n").append(path.filename().string()).append("\n").append(bytes_of(path));
    return text;
}

std::string id_of(EVP_PKEY* key) {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key, &der);
    const std::string digest =
        sha256({reinterpret_cast<const char*>(der), static_cast<std::size_t>(std::max(size, 0))});
    OPENSSL_free(der);
    return base64url(digest.substr(0, kIdBytes));
}

}  // namespace hearth::auth
