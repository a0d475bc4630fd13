package dev.tamis.models.cascade;

import dev.tamis.models.ModelException;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads OpenCV's XML of a cascade ({@code opencv-cascade-classifier}, upright Haar features). Document types and entities are
 * refused, and sizes are bounded.
 */
final class CascadeFile {
    /** Bytes of a file; the largest that OpenCV ships has 2.7 million. */
    static final int LARGEST = 16 << 20;

    private static final int MOST_ELEMENTS = 1_000_000;
    private static final int DEEPEST = 32;
    /** Nodes of all trees: each may be looked at for each window. */
    private static final int MOST_NODES = 50_000;

    private static final int LARGEST_WINDOW = 256;

    private final String name;
    private int elements;

    private CascadeFile(String name) {
        this.name = name;
    }

    /** An element with its text and what stands in it. */
    private record Element(String tag, StringBuilder text, List<Element> children) {}

    /**
     * Reads a file.
     *
     * @throws ModelException if it is broken, or of another kind
     */
    static Cascade read(String name, byte[] bytes) throws ModelException {
        if (bytes.length > LARGEST) {
            throw new ModelException(name + " has more than " + LARGEST + " bytes: it is no cascade");
        }
        CascadeFile file = new CascadeFile(name);
        try {
            return file.cascade(file.parse(bytes));
        } catch (XMLStreamException e) {
            throw new ModelException(name + " is no XML that can be read: " + firstLine(e.getMessage()), e);
        } catch (NumberFormatException e) {
            throw new ModelException(name + " is no cascade: a number is " + e.getMessage(), e);
        }
    }

    private static String firstLine(String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }

    private Element parse(byte[] bytes) throws XMLStreamException, ModelException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        // What goes wrong is thrown; the JDK's reporter would print it as well.
        factory.setXMLReporter((message, type, related, place) -> {});
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("it refers to something else: refused");
        });
        XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
        try {
            Element root = new Element("", new StringBuilder(), new ArrayList<>());
            List<Element> open = new ArrayList<>(List.of(root));
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        if (++elements > MOST_ELEMENTS || open.size() > DEEPEST) {
                            throw new ModelException(name + " has too many elements, or too deep ones, for a cascade");
                        }
                        Element element = new Element(reader.getLocalName(), new StringBuilder(), new ArrayList<>(0));
                        open.get(open.size() - 1).children.add(element);
                        open.add(element);
                    }
                    case XMLStreamConstants.END_ELEMENT -> open.remove(open.size() - 1);
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                        open.get(open.size() - 1).text.append(reader.getText());
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new ModelException(name + " has a document type or an entity: refused");
                    default -> {}
                }
            }
            return root;
        } finally {
            reader.close();
        }
    }

    private Cascade cascade(Element root) throws ModelException {
        Element cascade = child(child(root, "opencv_storage"), "cascade");
        if (!text(cascade, "stageType").equals("BOOST")
                || !text(cascade, "featureType").equals("HAAR")) {
            throw new ModelException(name + " is a cascade of " + text(cascade, "stageType") + " and "
                    + text(cascade, "featureType") + ", where BOOST and HAAR are read");
        }
        int width = whole(text(cascade, "width"), 4, LARGEST_WINDOW);
        int height = whole(text(cascade, "height"), 4, LARGEST_WINDOW);
        List<Element> features = child(cascade, "features").children;
        int[][] rectangles = new int[features.size()][];
        float[][] weights = new float[features.size()][];
        for (int i = 0; i < rectangles.length; i++) {
            rectangles[i] = new int[Cascade.RECTANGLES];
            weights[i] = new float[3];
            feature(features.get(i), width, height, rectangles[i], weights[i]);
        }
        return stages(width, height, child(cascade, "stages").children, rectangles, weights);
    }

    private void feature(Element feature, int width, int height, int[] rectangles, float[] weights)
            throws ModelException {
        for (Element other : feature.children) {
            if (other.tag.equals("tilted") && !other.text.toString().strip().equals("0")) {
                throw new ModelException(name + " has tilted features, which are not read");
            }
        }
        List<Element> rects = child(feature, "rects").children;
        if (rects.isEmpty() || rects.size() > 3) {
            throw new ModelException(name + " has a feature of " + rects.size() + " rectangles");
        }
        for (int r = 0; r < rects.size(); r++) {
            String[] numbers = words(rects.get(r).text);
            if (numbers.length != 5) {
                throw new ModelException(name + " has a rectangle of " + numbers.length + " numbers");
            }
            rectangles[4 * r] = whole(numbers[0], 0, width);
            rectangles[4 * r + 1] = whole(numbers[1], 0, height);
            rectangles[4 * r + 2] = whole(numbers[2], 0, width - rectangles[4 * r]);
            rectangles[4 * r + 3] = whole(numbers[3], 0, height - rectangles[4 * r + 1]);
            weights[r] = real(numbers[4]);
        }
    }

    private Cascade stages(
            int width, int height, List<Element> stages, int[][] featureRectangles, float[][] featureWeights)
            throws ModelException {
        int[] stageEnds = new int[stages.size()];
        float[] stageThresholds = new float[stages.size()];
        List<Integer> treeNodes = new ArrayList<>();
        List<Integer> treeLeaves = new ArrayList<>();
        List<String[]> nodes = new ArrayList<>();
        List<Float> leaves = new ArrayList<>();
        int count = 0;
        for (int s = 0; s < stageEnds.length; s++) {
            // OpenCV: so that a sum that is the threshold but for rounding passes.
            stageThresholds[s] = real(text(stages.get(s), "stageThreshold")) - 1e-5f;
            for (Element tree : child(stages.get(s), "weakClassifiers").children) {
                String[] inner = words(child(tree, "internalNodes").text);
                String[] outer = words(child(tree, "leafValues").text);
                int own = inner.length / 4;
                if (own < 1 || inner.length % 4 != 0 || outer.length != own + 1) {
                    throw new ModelException(
                            name + " has a tree of " + inner.length + " and " + outer.length + " numbers");
                }
                treeNodes.add(count);
                treeLeaves.add(leaves.size());
                for (int n = 0; n < own; n++) {
                    nodes.add(new String[] {
                        inner[4 * n], inner[4 * n + 1], inner[4 * n + 2], inner[4 * n + 3], "" + own, "" + n
                    });
                }
                for (String leaf : outer) {
                    leaves.add(real(leaf));
                }
                count += own;
                if (count > MOST_NODES) {
                    throw new ModelException(name + " has more than " + MOST_NODES + " nodes");
                }
            }
            stageEnds[s] = treeNodes.size();
        }
        if (count == 0 || stageEnds.length == 0) {
            throw new ModelException(name + " has no stages");
        }
        float[] thresholds = new float[count];
        int[] left = new int[count];
        int[] right = new int[count];
        int[] rectangles = new int[Cascade.RECTANGLES * count];
        float[] weights = new float[3 * count];
        for (int n = 0; n < count; n++) {
            String[] node = nodes.get(n);
            int own = Integer.parseInt(node[4]);
            int place = Integer.parseInt(node[5]);
            left[n] = branch(node[0], place, own);
            right[n] = branch(node[1], place, own);
            int feature = whole(node[2], 0, featureRectangles.length - 1);
            thresholds[n] = real(node[3]);
            System.arraycopy(featureRectangles[feature], 0, rectangles, Cascade.RECTANGLES * n, Cascade.RECTANGLES);
            System.arraycopy(featureWeights[feature], 0, weights, 3 * n, 3);
        }
        float[] values = new float[leaves.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = leaves.get(i);
        }
        return new Cascade(
                width,
                height,
                stageEnds,
                stageThresholds,
                treeNodes.stream().mapToInt(Integer::intValue).toArray(),
                treeLeaves.stream().mapToInt(Integer::intValue).toArray(),
                thresholds,
                left,
                right,
                rectangles,
                weights,
                values);
    }

    /** Where a node leads: to a node of its tree that comes after it, so that every walk ends, or to a leaf. */
    private int branch(String text, int place, int nodes) throws ModelException {
        int branch = whole(text, -nodes, nodes - 1);
        if (branch > 0 && branch <= place) {
            throw new ModelException(name + " has a tree that leads back");
        }
        return branch;
    }

    private Element child(Element parent, String tag) throws ModelException {
        for (Element child : parent.children) {
            if (child.tag.equals(tag)) {
                return child;
            }
        }
        throw new ModelException(name + " is no cascade of OpenCV's present format: it has no <" + tag + ">"
                + (parent.tag.isEmpty() ? "" : " in <" + parent.tag + ">"));
    }

    private String text(Element parent, String tag) throws ModelException {
        return child(parent, tag).text.toString().strip();
    }

    private static String[] words(StringBuilder text) {
        String stripped = text.toString().strip();
        return stripped.isEmpty()
                ? new String[0]
                : stripped.replace('\n', ' ').replace('\r', ' ').split(" +");
    }

    private int whole(String text, int least, int most) throws ModelException {
        int value = Integer.parseInt(text);
        if (value < least || value > most) {
            throw new ModelException(name + " is no sound cascade: a number is " + value + " (expected is one from "
                    + least + " to " + most + ")");
        }
        return value;
    }

    private float real(String text) throws ModelException {
        // OpenCV writes "1." for 1.
        float value = text.length() > 64 ? Float.NaN : Float.parseFloat(text);
        if (!Float.isFinite(value)) {
            throw new ModelException(name + " is no sound cascade: a number is not finite");
        }
        return value;
    }
}
