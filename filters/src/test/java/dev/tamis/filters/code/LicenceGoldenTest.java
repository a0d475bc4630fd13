package dev.tamis.filters.code;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalRow;
import dev.tamis.filters.signal.Signals;
import dev.tamis.filters.signal.Subject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What licence small files state, and what the names that sources use come to. */
class LicenceGoldenTest {
    private static final String BSD = "Redistribution and use in source and binary forms, with or without\n"
            + " * modification, are permitted provided that ...";
    private static final String FSF =
            " as published by\n * the Free Software Foundation, either version 3 of the License, or\n * (at your option) any later version.";

    static Stream<Arguments> stated() {
        return Stream.of(
                of(null, ""),
                of(null, "int a;"),
                of(null, "!?.,;"),
                of(null, "中文 😀"),
                of(null, "// Copyright 2020. All rights reserved.\n"),
                of(null, "// See the LICENSE file.\n"),
                of(null, "# the smitten license of a limited person\n"),
                // SPDX lines
                of("MIT", "// SPDX-License-Identifier: MIT"),
                of("MIT", "/* SPDX-License-Identifier: MIT */\r\nint a;\r\n"),
                of("MIT", "<!-- SPDX-License-Identifier: MIT -->"),
                of("BSD-3-Clause", "# SPDX-License-Identifier:bsd-3-clause\n"),
                of("GPL-2.0-or-later", "// SPDX-License-Identifier: GPL-2.0-or-later\n"),
                of("GPL-2.0+", "// SPDX-License-Identifier: GPL-2.0+\n"),
                of("MIT OR Apache-2.0", "//! SPDX-License-Identifier: MIT OR Apache-2.0\nuse a;\n"),
                of("MIT OR Apache-2.0", "// SPDX-License-Identifier: (MIT OR Apache-2.0)\n"),
                of("Apache-2.0 WITH LLVM-exception", "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n"),
                of("LicenseRef-Mine", "# SPDX-License-Identifier: LicenseRef-Mine\n"),
                of("MIT", "# SPDX-License-Identifier: MIT\n# under the Apache License, Version 2.0\n"),
                of(null, "# SPDX-License-Identifier:\n"),
                of(null, "# SPDX-License-Identifier: NONE\n"),
                of(null, "// every file has an SPDX-License-Identifier line\n"),
                of(null, "// SPDX-License-Identifier: line of the file\n"),
                of("MIT", "// a file without SPDX-License-Identifier line\n// under the MIT License\n"),
                of("MIT", "// SPDX-License-Identifier: MIT for all but the tests.\n"),
                of("curl", "/* SPDX-License-Identifier: curl */"),
                of("BSD-1-Clause", "// SPDX-License-Identifier: BSD-1-Clause.\n"),
                of(
                        "(MIT OR Apache-2.0) AND Unicode-3.0",
                        "// SPDX-License-Identifier: (MIT OR Apache-2.0) AND Unicode-3.0\n"),
                of("MIT", "// SPDX-License-Identifier: MIT OR whatever you like\n"),
                // headers and texts
                of("Apache-2.0", "/*\n * Licensed under the Apache License, Version 2.0 (the \"License\");\n */"),
                of("Apache-2.0", "// licensed under the apache\n// license,   version 2.0\n"),
                of("Apache-2.0", "; http://www.apache.org/licenses/LICENSE-2.0"),
                of("Apache-2.0 OR MIT", "// Licensed under the Apache License, Version 2.0 or the MIT license\n"),
                of("Apache-1.1", "The Apache Software License, Version 1.1"),
                of("MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy of"),
                of("MIT", "# Released under the MIT License.\n"),
                of("BSD-2-Clause", "/*\n * " + BSD),
                of("BSD-3-Clause", "/*\n * " + BSD + "\n * 3. Neither the name of X nor"),
                of(
                        "BSD-4-Clause",
                        "/*\n * " + BSD
                                + "\n * 3. All advertising materials mentioning features\n * 4. Neither the name"),
                of("BSD-3-Clause", "// Use of this source code is governed by a BSD-style\n// license\n"),
                of("BSD-3-Clause", "dnl under the 3-clause BSD licence"),
                of("GPL-3.0-or-later", "/*\n * under the terms of the GNU General Public License" + FSF),
                of("LGPL-3.0-or-later", "/*\n * under the terms of the GNU Lesser General Public License" + FSF),
                of("AGPL-3.0-or-later", "/*\n * under the terms of the GNU Affero General Public License" + FSF),
                of("GPL-2.0-only", "# GNU General Public License version 2\n"),
                of("GPL-2.0-only", "-- under version 2 of the GNU General Public License"),
                of("GPL-1.0-or-later", "% under the GNU General Public License"),
                of(
                        "LGPL-2.1-or-later",
                        "GNU Lesser General Public License; either version 2.1 of the License, or any later version"),
                of("GPL-3.0-only", "# License: GPLv3\n"),
                of(
                        "GPL-2.0-only WITH Classpath-exception-2.0",
                        "the GNU General Public License version 2 only, with the \"Classpath\" exception"),
                of(
                        "CDDL-1.0 OR GPL-2.0-only",
                        "GNU General Public License Version 2 only or the Common Development and Distribution License"),
                of("MPL-2.0", "/* This is under the Mozilla Public\n * License, v. 2.0. */"),
                of("EPL-1.0", "http://www.eclipse.org/legal/epl-v10.html"),
                of("EPL-2.0", "under the Eclipse Public License 2.0"),
                of("Unlicense", "This is free and unencumbered software released into the public domain."),
                of("CC0-1.0", "http://creativecommons.org/publicdomain/zero/1.0/"),
                of(
                        "ISC",
                        "distribute this software for any purpose with or without fee is hereby granted, provided that the above copyright notice and this permission notice appear in all copies"),
                of("Zlib", "2. Altered source versions must be plainly marked as such,"),
                of("BSL-1.0", "// Distributed under the Boost Software License, Version 1.0."),
                of("Artistic-1.0-Perl OR GPL-1.0-or-later", "# under the same terms as Perl itself."),
                of("WTFPL", "Do What The Fuck You Want To Public License"));
    }

    private static Arguments of(String licence, String text) {
        return Arguments.of(licence, text);
    }

    @ParameterizedTest
    @MethodSource("stated")
    void aFileStatesItsLicence(String licence, String text) {
        assertEquals(licence, measure(text, Map.of()), text);
    }

    static Stream<Arguments> named() {
        return Stream.of(
                of("MIT", "mit"),
                of("MIT", " The MIT License (MIT) "),
                of("Apache-2.0", "apache-2.0"),
                of("Apache-2.0", "Apache License, Version 2.0"),
                of("BSD-3-Clause", "New BSD License"),
                of("GPL-3.0", "gpl-3.0"),
                of("ISC", "['ISC']"),
                of("MIT AND Apache-2.0", "[\"mit\", \"apache-2.0\"]"),
                of("other", "other"),
                of("UNLICENSED", "UNLICENSED"),
                of(null, ""),
                of(null, " "),
                of(null, "[]"),
                of(null, "NOASSERTION"),
                of(null, "unknown"));
    }

    @ParameterizedTest
    @MethodSource("named")
    void whatASourceSaysIsAnIdWhereItIsKnown(String licence, String said) {
        assertEquals(licence, measure("int a;", Map.of("license", said)), said);
    }

    @Test
    void theFilesOwnStatementHoldsOverItsSource() {
        assertEquals("MIT", measure("// SPDX-License-Identifier: MIT\n", Map.of("licence", "GPL-3.0")));
    }

    @Test
    void onlyTheTopOfTheFileIsRead() {
        String statement = "// SPDX-License-Identifier: MIT\n";
        assertEquals("MIT", measure(" ".repeat(8192 - statement.length()) + statement, Map.of()));
        assertEquals(null, measure(" ".repeat(8192) + statement, Map.of()));
    }

    private static Object measure(String text, Map<String, String> meta) {
        SignalRow row = new SignalRow(List.of(Signals.byName("code_licence")));
        row.measure(new Subject(Settings.none()).reset(Kind.CODE, text, null, meta));
        return row.valueAt(0);
    }
}
