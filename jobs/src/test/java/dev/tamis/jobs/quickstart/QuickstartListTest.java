package dev.tamis.jobs.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The list of artifacts stands in three places: the pinned list, the build that resolves it, and the documentation. */
class QuickstartListTest {
    private static final Path ROOT = Path.of(System.getProperty("tamis.root"));

    @ParameterizedTest
    @CsvSource({"artifacts.tsv, quickstart", "media-artifacts.tsv, quickstart-media"})
    void buildResolvesExactlyThePinnedArtifacts(String list, String profile) throws Exception {
        Set<String> pinned = new TreeSet<>();
        for (Artifact artifact : Artifact.list(list)) {
            pinned.add(artifact.coordinates());
        }
        assertEquals(pinned, resolved(profile));
    }

    @ParameterizedTest
    @ValueSource(strings = {"artifacts.tsv", "media-artifacts.tsv"})
    void documentationNamesEveryArtifactWithItsLicence(String list) throws Exception {
        String page = Files.readString(ROOT.resolve("docs/quickstart.md"));
        for (Artifact artifact : Artifact.list(list)) {
            String cells = "| `" + artifact.coordinates() + "` | " + artifact.licence() + " |";
            assertTrue(page.contains(cells), "docs/quickstart.md lacks " + cells);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"artifacts.tsv", "media-artifacts.tsv"})
    void everyArtifactIsPinnedByDigestAndNoTwoFilesCollide(String list) {
        Set<String> seen = new TreeSet<>();
        for (Artifact artifact : Artifact.list(list)) {
            assertTrue(artifact.sha256().matches("[0-9a-f]{64}"), artifact.coordinates());
            assertTrue(seen.add(artifact.part() + " " + artifact.fileName()), artifact.fileName());
            assertTrue(artifact.address().endsWith("/"), artifact.address());
            assertFalse(artifact.licence().isBlank(), artifact.coordinates());
        }
    }

    private static Set<String> resolved(String profile) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document pom =
                factory.newDocumentBuilder().parse(ROOT.resolve("jobs/pom.xml").toFile());
        NodeList items = execution(pom, profile + "-artifacts").getElementsByTagName("artifactItem");
        Set<String> coordinates = new TreeSet<>();
        for (int i = 0; i < items.getLength(); i++) {
            Element item = (Element) items.item(i);
            String classifier = text(item, "classifier", "");
            coordinates.add(text(item, "groupId", "") + ":" + text(item, "artifactId", "") + ":"
                    + text(item, "type", "jar") + ":" + (classifier.isEmpty() ? "" : classifier + ":")
                    + text(item, "version", ""));
        }
        return coordinates;
    }

    private static Element execution(Document pom, String id) {
        NodeList executions = pom.getElementsByTagName("execution");
        for (int i = 0; i < executions.getLength(); i++) {
            Element execution = (Element) executions.item(i);
            if (text(execution, "id", "").equals(id)) {
                return execution;
            }
        }
        throw new AssertionError("jobs/pom.xml has no execution " + id);
    }

    private static String text(Element item, String name, String absent) {
        NodeList found = item.getElementsByTagName(name);
        return found.getLength() == 0 ? absent : found.item(0).getTextContent().strip();
    }
}
