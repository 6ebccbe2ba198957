import { ts } from "@ts-morph/common";
import { declaredType, type Shape, type ShapeReader } from "./read-shapes.ts";

/** A parameter as it is written out. */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  readonly optional?: true;
  readonly rest?: true;
}

/** One method that callers of a client reach. */
export interface ReadMethod {
  /** E.g. `jobs.create`. */
  readonly name: string;
  /** Its parameters, for each of its forms. */
  readonly forms: readonly (readonly Parameter[])[];
  /** Whether it answers at once: with a stream, a listing or a value, instead of by a promise. */
  readonly isImmediate: boolean;
}

/** What reading methods needs. */
export interface MethodReading {
  readonly checker: ts.TypeChecker;
  readonly shapes: ShapeReader;
}

/**
 * Reads the methods of a class; those of a client with services in it are the methods of these.
 *
 * @param services - whether the class is such a client, or a service by itself
 */
export function readMethods(type: ts.Type, reading: MethodReading, services: boolean): readonly ReadMethod[] {
  if (!services) return methodsOf(type, "", reading);
  return propertiesOf(type, reading).flatMap((property) => {
    const service = reading.checker.getTypeOfSymbol(property);
    const isService = (property.flags & ts.SymbolFlags.Property) !== 0 && service.isClass();
    return isService ? methodsOfService(service, property.name, reading) : [];
  });
}

/** The methods of a service, and of its `raw`, which has those of the generated class: where they take the same, once. */
function methodsOfService(service: ts.Type, name: string, reading: MethodReading): readonly ReadMethod[] {
  const methods = methodsOf(service, `${name}.`, reading);
  const generated = topOf(service, reading);
  if (generated === undefined || service.getProperty("raw") === undefined) return methods;
  const known = new Map(methods.map((method) => [method.name, JSON.stringify(method.forms)]));
  const raw = methodsOf(generated, "", reading)
    .filter((method) => !method.isImmediate)
    .filter((method) => known.get(`${name}.${method.name}`) !== JSON.stringify(method.forms))
    .map((method) => ({ ...method, name: `${name}.raw.${method.name}` }));
  return [...methods, ...raw];
}

/** The class that all above a class go back to: the generated one. */
function topOf(type: ts.Type, reading: MethodReading): ts.Type | undefined {
  const [base] = type.isClassOrInterface() ? reading.checker.getBaseTypes(type) : [];
  return base && (topOf(base, reading) ?? base);
}

/** The members that TypeScript and JavaScript let others see. */
function propertiesOf(type: ts.Type, { checker }: MethodReading): readonly ts.Symbol[] {
  return checker.getPropertiesOfType(type).filter(({ name, valueDeclaration }) => {
    const isHidden =
      valueDeclaration !== undefined &&
      (ts.getCombinedModifierFlags(valueDeclaration) &
        (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !==
        0;
    return !isHidden && !/^(?:__|#)/u.test(name);
  });
}

function methodsOf(type: ts.Type, prefix: string, reading: MethodReading): readonly ReadMethod[] {
  return propertiesOf(type, reading)
    .filter(({ flags }) => (flags & ts.SymbolFlags.Method) !== 0)
    .map((method) => {
      const signatures = reading.checker.getTypeOfSymbol(method).getCallSignatures();
      return {
        name: `${prefix}${method.name}`,
        forms: signatures.map((signature) => parametersOf(signature, reading)),
        isImmediate: !signatures.every(
          (signature) => signature.getReturnType().getSymbol()?.name === "Promise",
        ),
      };
    });
}

function parametersOf(signature: ts.Signature, reading: MethodReading): readonly Parameter[] {
  const { checker, shapes } = reading;
  return signature.getParameters().map((parameter): Parameter => {
    const declaration = parameter.valueDeclaration;
    const isDeclared = declaration !== undefined && ts.isParameter(declaration);
    const rest = isDeclared && declaration.dotDotDotToken !== undefined;
    const optional = isDeclared && checker.isOptionalParameter(declaration);
    const shape = shapes.shapeOf(declaredType(parameter, checker));
    const item = rest && typeof shape === "object" && "list" in shape ? shape.list : shape;
    return {
      // Taken apart where it is declared: it has no name of its own, and is the options.
      name: isDeclared && !ts.isIdentifier(declaration.name) ? "options" : parameter.name,
      shape: item,
      ...(optional ? { optional: true } : {}),
      ...(rest ? { rest: true } : {}),
    };
  });
}
