#pragma once

#include <string_view>

#include "libs/core/id.hpp"
#include "libs/service/host.hpp"

namespace hearth::service {

/// What the tests' own service is made of: notes, one event topic, one consumer.
inline constexpr sql::Statement kNoteAdd{
    "note_add",
    "INSERT INTO note (tenant_id, id, text, version) VALUES (current_setting('app.tenant')::int, "
    "$1, $2, 1)",
    2};
inline constexpr sql::Statement kNotes{
    "notes",
    "SELECT id, text, (SELECT count(*) FROM note) AS total FROM note WHERE text LIKE 'bad%'", 0};
inline constexpr sql::Statement kNoteStatements[] = {kNoteAdd, kNotes};
inline constexpr std::string_view kNotePlan[] = {"infrastructure", "note"};
inline constexpr std::string_view kNoteTopic = "hearth.sample.note.v1";

inline constexpr Manifest::Topic kSampleProduces[] = {{kNoteTopic}};
inline constexpr std::string_view kSampleTopics[] = {kNoteTopic};
inline constexpr Manifest::Listener kSampleListens[] = {{"copy", kSampleTopics}};
inline constexpr std::string_view kSamplePeers[] = {"contact"};
inline constexpr Manifest kSample{"sample",        true,           true,
                                  kSampleProduces, kSampleListens, kSamplePeers};

inline Definition sample_definition() {
    return {kSample, {kNoteStatements}, kNotePlan};
}

/// Adds a note with its event.
inline Result<void> add_note(outbox::UnitOfWork& work, const std::string& text) {
    const Uuid id = work.new_id();
    work.tx().queue(kNoteAdd, id, text);
    work.record({kNoteTopic, id, 1, "hearth.sample.events.v1.NoteAdded", text});
    return {};
}

}  // namespace hearth::service
