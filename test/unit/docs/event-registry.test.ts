// The registry holds the schema of every event.
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventSchemas } from '../../../lib/constructs/event-schemas';
import { eventDefinitions, openApiOf, schemaName } from '../../../lib/event-schemas';
import { newApp } from '../../helpers/synthesized';

it('has each schema once, as OpenAPI, under a registry that AWS names', () => {
  const stack = new Stack(newApp());
  new EventSchemas(stack, 'EventSchemas');
  const template = Template.fromStack(stack);
  const registries = Object.entries(template.findResources('AWS::EventSchemas::Registry'));
  expect(registries).toEqual([
    [
      expect.any(String),
      { Type: 'AWS::EventSchemas::Registry', Properties: { Description: expect.any(String) } },
    ],
  ]);
  const schemas = Object.values(template.findResources('AWS::EventSchemas::Schema'));
  expect(schemas.map(({ Properties }) => Properties)).toEqual(
    eventDefinitions.map((definition) => ({
      RegistryName: { 'Fn::GetAtt': [registries[0]?.[0], 'RegistryName'] },
      SchemaName: schemaName(definition),
      Type: 'OpenApi3',
      Description: definition.meaning,
      Content: JSON.stringify(openApiOf(definition)),
    })),
  );
});
