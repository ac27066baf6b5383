#pragma once

namespace hearth::sql {

/// A named statement of a `storage/sql/*.sql` file. Its name is also its metric label and span
/// name.
struct Statement {
    const char* name;
    const char* text;
    int parameters;
};

}  // namespace hearth::sql
