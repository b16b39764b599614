package org.hilum.web;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RestController;

/** The rules of design.md: what each module holds and what it must not know. */
@AnalyzeClasses(packages = "org.hilum", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule MODULES_DEPEND_ONLY_ON_THOSE_ABOVE_THEM =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.hilum..")
          .withOptionalLayers(true)
          .layer("db")
          .definedBy("org.hilum.db..")
          .layer("pacs-bridge")
          .definedBy("org.hilum.pacs..")
          .layer("vision-text-model")
          .definedBy("org.hilum.model..")
          .layer("reports")
          .definedBy("org.hilum.report..")
          .layer("ingest")
          .definedBy("org.hilum.ingest..")
          .layer("validation")
          .definedBy("org.hilum.validation..")
          .layer("web")
          .definedBy("org.hilum.web..")
          .whereLayer("db")
          .mayNotAccessAnyLayer()
          .whereLayer("pacs-bridge")
          .mayNotAccessAnyLayer()
          .whereLayer("vision-text-model")
          .mayNotAccessAnyLayer()
          .whereLayer("reports")
          .mayOnlyAccessLayers("vision-text-model")
          .whereLayer("ingest")
          .mayOnlyAccessLayers("db", "pacs-bridge", "vision-text-model", "reports")
          .whereLayer("validation")
          .mayOnlyAccessLayers("pacs-bridge", "vision-text-model", "reports", "ingest")
          .whereLayer("web")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule ONLY_PACS_BRIDGE_KNOWS_THE_DICOM_TOOLKIT =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.hilum.pacs..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.aoju..", "org.dcm4che3..");

  @ArchTest
  static final ArchRule ONLY_INGEST_AND_THE_PROGRAM_THAT_STARTS_IT_KNOW_CAMEL =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.hilum.ingest..", "org.hilum.web..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.camel..");

  /** A validation that several machines share goes over the broker too, from one package. */
  @ArchTest
  static final ArchRule ONLY_INGEST_AND_SHARED_VALIDATION_KNOW_THE_QUEUE =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.hilum.ingest..", "org.hilum.validation.share..", "org.hilum.web..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.jms..", "org.apache.activemq..");

  @ArchTest
  static final ArchRule ONLY_THE_MODEL_KNOWS_DJL =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.hilum.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..");

  @ArchTest
  static final ArchRule THE_MODEL_KNOWS_NEITHER_SPRING_NOR_PERSISTENCE_NOR_SERVLETS =
      noClasses()
          .that()
          .resideInAnyPackage("org.hilum.model..", "org.hilum.pacs..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework..",
              "jakarta.persistence..",
              "org.hibernate..",
              "jakarta.servlet..");

  @ArchTest
  static final ArchRule ONLY_WEB_KNOWS_THE_WEB =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.hilum.web..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework.web..", "org.springframework.security..", "jakarta.servlet..");

  @ArchTest
  static final ArchRule CONTROLLERS_ARE_SEEN_BY_THEIR_PACKAGE_ALONE =
      classes()
          .that()
          .areAnnotatedWith(Controller.class)
          .or()
          .areAnnotatedWith(RestController.class)
          .should()
          .bePackagePrivate();

  @ArchTest
  static final ArchRule EVERY_PACKAGE_IS_MARKED_NULL_SAFE =
      classes()
          .that()
          .haveSimpleName("package-info")
          .should()
          .beAnnotatedWith(org.jspecify.annotations.NullMarked.class);

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices()
          .matching("org.hilum.web.(*)..")
          .should()
          .beFreeOfCycles();
}
