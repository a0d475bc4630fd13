package dev.tamis.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house's rules: which way modules and packages may look, and what nobody may use. */
@AnalyzeClasses(packages = "dev.tamis", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String WHY_LEDGER = "results may depend on it only if the same input gives the same bytes";

    @ArchTest
    static final ArchRule filtersKnowNoOtherModule = noClasses()
            .that()
            .resideInAPackage("dev.tamis.filters..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.tamis.tokenizer..",
                    "dev.tamis.models..",
                    "dev.tamis.media..",
                    "dev.tamis.shards..",
                    "dev.tamis.pipeline..",
                    "dev.tamis.jobs..");

    @ArchTest
    static final ArchRule tokenizerKnowsNoOtherModule = noClasses()
            .that()
            .resideInAPackage("dev.tamis.tokenizer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.tamis.filters..",
                    "dev.tamis.models..",
                    "dev.tamis.media..",
                    "dev.tamis.shards..",
                    "dev.tamis.pipeline..",
                    "dev.tamis.jobs..");

    @ArchTest
    static final ArchRule shardsKnowNoOtherModule = noClasses()
            .that()
            .resideInAPackage("dev.tamis.shards..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.tamis.filters..",
                    "dev.tamis.tokenizer..",
                    "dev.tamis.models..",
                    "dev.tamis.media..",
                    "dev.tamis.pipeline..",
                    "dev.tamis.jobs..");

    @ArchTest
    static final ArchRule mediaKnowFiltersAlone = noClasses()
            .that()
            .resideInAPackage("dev.tamis.media..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.tamis.tokenizer..",
                    "dev.tamis.models..",
                    "dev.tamis.shards..",
                    "dev.tamis.pipeline..",
                    "dev.tamis.jobs..");

    @ArchTest
    static final ArchRule modelsKnowFiltersAndTokenizerAlone = noClasses()
            .that()
            .resideInAPackage("dev.tamis.models..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tamis.media..", "dev.tamis.shards..", "dev.tamis.pipeline..", "dev.tamis.jobs..");

    @ArchTest
    static final ArchRule pipelineDoesNotKnowJobs = noClasses()
            .that()
            .resideInAPackage("dev.tamis.pipeline..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.tamis.jobs..");

    @ArchTest
    static final ArchRule enginesStayInPipelineAndJobs = noClasses()
            .that()
            .resideOutsideOfPackages("dev.tamis.pipeline..", "dev.tamis.jobs..", "dev.tamis.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..");

    /** The kernels of the pipeline that a task or a trainer runs alone. */
    @ArchTest
    static final ArchRule budgetMixtureAndPackingArePlainJava = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.tamis.pipeline.budget..", "dev.tamis.pipeline.mixture..", "dev.tamis.pipeline.pack..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..");

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("dev.tamis.(*).(*)..").should().beFreeOfCycles();

    /** Each loses or changes data without a word; docs/formats.md and the readers' own comments say how. */
    @ArchTest
    static final ArchRule nothingThatLosesDataSilently = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.zip.GZIPInputStream")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.ObjectInputStream");

    @ArchTest
    static final ArchRule noChanceInWhatIsWritten = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tamis.bench..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Random")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random")
            .because(WHY_LEDGER);

    @ArchTest
    static final ArchRule noClockInKernels = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.tamis.filters..",
                    "dev.tamis.tokenizer..",
                    "dev.tamis.models..",
                    "dev.tamis.media..",
                    "dev.tamis.shards..",
                    "dev.tamis.pipeline..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .because(WHY_LEDGER);

    @ArchTest
    static final ArchRule noRegexOnInput = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.tamis.filters..", "dev.tamis.tokenizer..", "dev.tamis.models..", "dev.tamis.media..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.regex.Pattern")
            .because("a pattern that backtracks can be made to run for years by the text it is run over");
}
