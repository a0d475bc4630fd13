package dev.tamis.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.RunDirectory;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application jar on a standalone master and worker, started from the jars of the build, on the loopback. */
final class SparkSubmitIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path temp;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }

    @Test
    void theApplicationJarRunsARecipeOnAStandaloneCluster() throws Exception {
        Path home = sparkHome();
        int port = freePort();
        int web = freePort();
        start(
                home,
                "master",
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                "" + port,
                "--webui-port",
                "" + web);
        await(web, "\"status\" : \"ALIVE\"");
        String master = "spark://127.0.0.1:" + port;
        start(
                home,
                "worker",
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                "127.0.0.1",
                "--webui-port",
                "" + freePort(),
                "--cores",
                "2",
                "--memory",
                "2g",
                "--work-dir",
                temp.resolve("work").toString(),
                master);
        await(web, "\"aliveworkers\" : 1");

        Path recipe = recipe();
        Path run = temp.resolve("run");
        Process submit = start(
                home,
                "submit",
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                master,
                "--class",
                "dev.tamis.jobs.Tamis",
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.driver.bindAddress=127.0.0.1",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.executor.memory=1g",
                applicationJar().toString(),
                "run",
                recipe.toString(),
                "--output",
                run.toString());
        assertTrue(submit.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), () -> log("submit"));
        assertEquals(0, submit.exitValue(), () -> log("submit"));
        Verification.Result result =
                Verification.verify(new RunDirectory(run.toString(), HadoopSettings.configuration()));
        assertEquals(List.of(), result.problems());
        assertTrue(Files.exists(run.resolve("tokens/main/index.json")));
        assertTrue(log("submit").contains("on " + master), () -> log("submit"));
    }

    private static Path applicationJar() {
        Path jar = Path.of("target", "tamis-0.1.0-app.jar").toAbsolutePath();
        assertTrue(Files.exists(jar), jar + " is missing: the build makes it in its package phase");
        return jar;
    }

    /** A folder that looks like a Spark installation: its jars are links to those of the build. */
    private Path sparkHome() throws IOException {
        Path jars = Files.createDirectories(temp.resolve("spark/jars"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            String name = jar.getFileName().toString();
            // What Spark itself brings; Tamis and its libraries must come from the application jar.
            if (name.endsWith(".jar") && Files.exists(jar) && !inApplication(jar)) {
                Files.createSymbolicLink(jars.resolve(name), jar);
            }
        }
        return jars.getParent();
    }

    /** Whether the application jar holds the classes of this library. */
    private static boolean inApplication(Path library) throws IOException {
        try (var app = new java.util.jar.JarFile(applicationJar().toFile());
                var jar = new java.util.jar.JarFile(library.toFile())) {
            return jar.stream()
                    .filter(entry -> entry.getName().endsWith(".class")
                            && !entry.getName().contains("module-info"))
                    .findFirst()
                    .map(entry -> app.getEntry(entry.getName()) != null)
                    .orElse(false);
        }
    }

    private Process start(Path home, String name, String... command) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("@" + Path.of("target", "jvm.options").toAbsolutePath());
        line.addAll(List.of("-Xmx1g", "-cp", home.resolve("jars") + File.separator + "*"));
        line.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.redirectErrorStream(true);
        builder.redirectOutput(temp.resolve(name + ".log").toFile());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private String log(String name) {
        try {
            return Files.readString(temp.resolve(name + ".log"));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void await(int web, String expected) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + "/json/"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long end = System.nanoTime() + PATIENCE.toNanos();
        String last = "";
        while (System.nanoTime() < end) {
            try {
                last = client.send(request, HttpResponse.BodyHandlers.ofString())
                        .body();
                if (last.contains(expected)) {
                    return;
                }
            } catch (IOException e) {
                last = e.toString();
            }
            for (Process process : processes) {
                assertTrue(process.isAlive(), () -> log("master") + log("worker"));
            }
            Thread.sleep(200);
        }
        throw new AssertionError("no " + expected + " in " + last);
    }

    private Path recipe() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            lines.append("{\"text\": \"Line ").append(i).append(" of a small corpus about");
            for (int w = 0; w < 40; w++) {
                lines.append(" w").append(Integer.toHexString((i * 31 + w * 7) % 97));
            }
            lines.append("\"}\n");
        }
        Files.write(temp.resolve("a.jsonl"), lines.toString().getBytes(StandardCharsets.UTF_8));
        Files.write(
                temp.resolve("b.jsonl"),
                lines.toString().replace("corpus", "sample").getBytes(StandardCharsets.UTF_8));
        Path recipe = temp.resolve("recipe.conf");
        Files.writeString(recipe, """
                output = "run"
                sources {
                  a { kind = web, format = jsonl, paths = ["%s/a.jsonl"] }
                  b { kind = web, format = jsonl, paths = ["%s/b.jsonl"] }
                }
                tokenizer { vocab_size = 300, normalization_rule_name = identity, hard_vocab_limit = false }
                budget { tokens = 20000 }
                mixture {
                  sequence_length = 32
                  phases = [ { name = main, share = 1, weights { a = 0.5, b = 0.5 } } ]
                }
                """.formatted(temp, temp));
        return recipe;
    }
}
