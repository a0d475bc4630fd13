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
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The list of artifacts stands in three places: the pinned list, the build that resolves it, and the documentation. */
class QuickstartListTest {
    private static final Path ROOT = Path.of(System.getProperty("tamis.root"));

    @Test
    void buildResolvesExactlyThePinnedArtifacts() throws Exception {
        Set<String> pinned = new TreeSet<>();
        for (Artifact artifact : Artifact.list()) {
            pinned.add(artifact.coordinates());
        }
        assertEquals(pinned, resolved());
    }

    @Test
    void documentationNamesEveryArtifactWithItsLicence() throws Exception {
        String page = Files.readString(ROOT.resolve("docs/quickstart.md"));
        for (Artifact artifact : Artifact.list()) {
            String cells = "| `" + artifact.coordinates() + "` | " + artifact.licence() + " |";
            assertTrue(page.contains(cells), "docs/quickstart.md lacks " + cells);
        }
    }

    @Test
    void everyArtifactIsPinnedByDigestAndNoTwoFilesCollide() {
        Set<String> seen = new TreeSet<>();
        for (Artifact artifact : Artifact.list()) {
            assertTrue(artifact.sha256().matches("[0-9a-f]{64}"), artifact.coordinates());
            assertTrue(seen.add(artifact.part() + " " + artifact.fileName()), artifact.fileName());
            assertTrue(artifact.address().endsWith("/"), artifact.address());
            assertFalse(artifact.licence().isBlank(), artifact.coordinates());
        }
    }

    private static Set<String> resolved() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document pom =
                factory.newDocumentBuilder().parse(ROOT.resolve("jobs/pom.xml").toFile());
        NodeList items = pom.getElementsByTagName("artifactItem");
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

    private static String text(Element item, String name, String absent) {
        NodeList found = item.getElementsByTagName(name);
        return found.getLength() == 0 ? absent : found.item(0).getTextContent().strip();
    }
}
