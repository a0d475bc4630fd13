package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.TextView;
import java.util.List;

/**
 * The licence of a file: what its first {@value #BYTES} bytes state, else what the source says in {@code meta.licence} or
 * {@code meta.license}. A LICENSE file elsewhere in the repository or archive is out of reach.
 */
final class LicenceId extends CodeSignal {
    private static final int BYTES = 8192;
    private static final List<String> KEYS = List.of("licence", "license", "licenses");
    private static final Shared<Licences> LICENCES = Shared.storage(Licences::new);

    LicenceId() {
        super(
                "code_licence",
                SignalType.STRING,
                "SPDX id or expression of the licence: of an SPDX-License-Identifier line, of the first known header or licence text in the first 8,192 bytes, else of meta.licence or meta.license (a name without an id as it is said); null where none states one.");
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        String licence = subject.get(LICENCES).stated(view.utf8(), 0, Math.min(BYTES, view.length()));
        for (String key : KEYS) {
            String said = subject.meta().get(key);
            if (licence == null && said != null) {
                licence = Licences.named(said);
            }
        }
        if (licence != null) {
            out.set(licence);
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("int main() {}").as(Kind.CODE),
                Example.of("// SPDX-License-Identifier: apache-2.0\n", "Apache-2.0")
                        .as(Kind.CODE),
                Example.of("/* Licensed under the Apache License,\n * Version 2.0 */", "Apache-2.0")
                        .as(Kind.CODE),
                Example.of("int x;", "MIT").as(Kind.CODE).with("license", "MIT License"),
                Example.of("int x;", "Company internal").as(Kind.CODE).with("license", " Company internal "),
                Example.undefined("int x;").as(Kind.CODE).with("license", "NOASSERTION"));
    }
}
