package dev.tamis.jobs.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of a list of artifacts: a released artifact and what the quickstart takes from it.
 *
 * @param part what it becomes
 * @param coordinates {@code group:artifact:type[:classifier]:version}, as Maven prints them
 * @param sha256 lower-case hex digest of the artifact's bytes
 * @param licence SPDX id, for people
 * @param languages languages of its text, for people
 * @param address where its pages are said to have been found; ends in a slash
 */
record Artifact(Part part, String coordinates, String sha256, String licence, String languages, String address) {

    /** The part of the input an artifact feeds. */
    enum Part {
        /** Pages. */
        WEB,
        CODE,
        BOOKS,
        /** Pages with the images that they show. */
        ILLUSTRATED,
        /** Images of all kinds, whole and broken. */
        IMAGES
    }

    /** A list that this build was made with: {@code artifacts.tsv} or {@code media-artifacts.tsv}. */
    static List<Artifact> list(String name) {
        return parse(name, new String(listBytes(name), StandardCharsets.UTF_8));
    }

    /** The list's own bytes; a finished input keeps them, so that a changed list is seen. */
    static byte[] listBytes(String name) {
        try (InputStream in = Artifact.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path; build again");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }

    static List<Artifact> parse(String name, String text) {
        List<Artifact> artifacts = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] columns = line.split("\t", -1);
            if (columns.length < 5 || columns.length > 6) {
                throw new IllegalArgumentException(
                        name + ":" + number + ": " + columns.length + " columns (must be 5 or 6)");
            }
            Part part = switch (columns[0]) {
                case "web" -> Part.WEB;
                case "code" -> Part.CODE;
                case "books" -> Part.BOOKS;
                case "illustrated" -> Part.ILLUSTRATED;
                case "images" -> Part.IMAGES;
                default ->
                    throw new IllegalArgumentException(name + ":" + number + ": unknown part \"" + columns[0]
                            + "\" (must be web, code, books, illustrated or images)");
            };
            String address = columns.length == 6 ? columns[5] : javadocAddress(columns[1]);
            artifacts.add(new Artifact(part, columns[1], columns[2], columns[3], columns[4], address));
        }
        return List.copyOf(artifacts);
    }

    private static String javadocAddress(String coordinates) {
        String[] fields = fields(coordinates);
        return "https://javadoc.io/doc/" + fields[0] + "/" + fields[1] + "/" + fields[fields.length - 1] + "/";
    }

    private static String[] fields(String coordinates) {
        String[] fields = coordinates.split(":", -1);
        if (fields.length < 4 || fields.length > 5) {
            throw new IllegalArgumentException("Invalid coordinates: \"" + coordinates
                    + "\" (must be group:artifact:type:version or group:artifact:type:classifier:version)");
        }
        return fields;
    }

    /** The name under which Maven's {@code dependency:copy} leaves the artifact. */
    String fileName() {
        String[] fields = fields(coordinates);
        String classifier = fields.length == 5 ? "-" + fields[3] : "";
        return fields[1] + "-" + fields[fields.length - 1] + classifier + "." + fields[2];
    }

    /** File name without its extension. */
    String stem() {
        String name = fileName();
        return name.substring(0, name.lastIndexOf('.'));
    }

    boolean isJar() {
        return fields(coordinates)[2].equals("jar");
    }

    boolean isJavadoc() {
        String[] fields = fields(coordinates);
        return fields.length == 5 && fields[3].equals("javadoc");
    }
}
